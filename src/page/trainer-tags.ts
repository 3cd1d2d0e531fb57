/** How linked elements find trainers that a page has defined under names of its own. */

/** Names under which trainers are on the page. */
export const trainerTags = new Set(['mnist-trainer']);

/** Event at a trainer that has been connected: pads and charts that came before it find it now. */
export const TRAINER_CONNECTED = 'mnist-trainer-connected';
