// Stands in for the script of Turnstile, on this computer only: its tokens say by themselves what the local server makes of them.
window.turnstile = {
  render(place, { action, callback }) {
    const pass = new URLSearchParams({ hostname: location.hostname, action, id: crypto.randomUUID() });
    place.append(
      element('p', { className: 'hint', textContent: 'Stand-in for Turnstile' }),
      button('I am a person', '', () => callback(`pass?${pass}`)),
      button('I am a program', 'quiet', () => callback('refused')),
    );
    return 'widget';
  },
  remove() {},
};

function button(textContent, className, onclick) {
  return element('button', { type: 'button', textContent, className, onclick });
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
