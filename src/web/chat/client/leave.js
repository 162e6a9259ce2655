// Leaving: blank first, then the neutral page in our place, so that "back" does not lead here.
(() => {
  'use strict';
  const SHIFT_MS = 3000;
  const { dataset } = document.body;

  function leave() {
    if (dataset.gone !== undefined) return;
    dataset.gone = '';
    document.title = '\u200b';
    document.body.replaceChildren();
    // Noted here first: "back" asks the server again, perhaps before it has heard of this.
    const { turn, away, exit } = dataset;
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    if (turn !== '0') document.cookie = `${away}=${turn}; Path=/; Max-Age=15552000; SameSite=Lax${secure}`;
    fetch(`/chat/exit?at=${turn}`, { method: 'POST', keepalive: true }).catch(() => {
      // No network: the page is blank already, and the cookie hides the rest.
    });
    location.replace(exit);
  }

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('#exit')) return;
    event.preventDefault();
    leave();
  });

  let shifts = [];
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Shift') {
      shifts = [];
      return;
    }
    if (event.repeat) return;
    shifts = [...shifts.filter((at) => event.timeStamp - at < SHIFT_MS), event.timeStamp];
    if (shifts.length >= 3) leave();
  });

  // A page that the browser kept for "back" may show what must be hidden by now.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
})();
