// Stands in for the script of Turnstile, on this computer only: its tokens say by themselves what the local server makes of them.
window.turnstile = {
  render(place, { action, callback }) {
    const pass = new URLSearchParams({ hostname: location.hostname, action, id: crypto.randomUUID() });
    place.append(button('I am a person', () => callback(`pass?${pass}`)), button('I am a program', () => callback('refused')));
    return 'widget';
  },
  remove() {},
};

function button(label, onclick) {
  return Object.assign(document.createElement('button'), { type: 'button', textContent: label, onclick });
}
