/** Keeps the demo for later visits without a network, says so, and offers a newer version of it when there is one. */
const workers = navigator.serviceWorker;

if (workers !== undefined) {
  const note = document.createElement('p');
  note.className = 'offline';
  note.setAttribute('role', 'status');
  document.body.append(note);
  try {
    const wasKept = workers.controller !== null;
    const registration = await workers.register('../service-worker.js');
    follow(registration, note);
    await workers.ready;
    if (!wasKept) note.textContent = 'This page is kept: it works without a network now.';
  } catch {
    // Private windows, for example, keep nothing: the page is as good as without.
  }
}

/** Tells of a version that waits, now or later. */
function follow(registration, note) {
  const offer = () => {
    if (registration.waiting !== null && workers.controller !== null) note.replaceChildren(...newVersion(registration));
  };
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
  offer();
}

function newVersion(registration) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Show it';
  button.addEventListener('click', () => {
    workers.addEventListener('controllerchange', () => location.reload(), { once: true });
    registration.waiting?.postMessage('take over');
  });
  return ['There is a newer version of this page. ', button];
}
