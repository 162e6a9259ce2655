// Runs before the first paint, so that a dark screen never flashes white. A file of its own: no inline script is needed.
(() => {
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is switched off: the system's choice counts
    }
  };
  const chosen = stored('firststep-colour-scheme');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  if (stored('firststep-language') === 'en') document.documentElement.lang = 'en';
})();
