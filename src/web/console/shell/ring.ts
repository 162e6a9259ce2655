const NOTES = [880, 660, 880] as const;
const NOTE_SECONDS = 0.22;

/** Three short notes. Browsers stay silent until the person has touched the page once. */
export function ring(): void {
  const audio = new AudioContext();
  NOTES.forEach((frequency, index) => {
    const start = audio.currentTime + index * NOTE_SECONDS;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.18, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_SECONDS);
  });
  setTimeout(() => void audio.close(), NOTES.length * NOTE_SECONDS * 1_000 + 200);
}
