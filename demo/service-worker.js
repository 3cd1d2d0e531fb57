/**
 * The demo's service worker: keeps everything that the demo needs at the first visit, and answers from what it kept, so
 * that the lesson works without a network. `scripts/build-site.mjs` bundles it with the list of the files.
 */
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

/* global FILES */
precacheAndRoute(FILES);
cleanupOutdatedCaches();
clientsClaim();

// A new version waits until no page shows the old one, or a visitor asks for it: a page must not lose its own files.
addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});
