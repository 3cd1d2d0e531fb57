/** Links a pad or a chart to its trainer: finds it, follows its events, reaches its session. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MnistError } from '../shared/errors.js';
import { MnistEvent, type MnistEventMap } from '../shared/events.js';
import type { LayerSummary } from '../shared/types.js';
import type { Session } from './session.js';
import { type TRAINER_CONNECTED, trainerTags } from './trainer-tags.js';

/** What a trainer element offers to the elements that are linked to it. */
export interface LinkedTrainer extends HTMLElement {
  readonly session: Session;
  /** Class names. */
  readonly labelNames: readonly string[];
  /** The layers of the network that its attributes ask for. A page author's own trainer may lack it. */
  readonly modelSummary?: readonly LayerSummary[];
}

/** Events to follow, by name. `mnist-session-info`: the facts in `session.info` changed. */
export interface LinkedEventMap extends MnistEventMap {
  'mnist-session-info': Event;
  [TRAINER_CONNECTED]: Event;
}

type Handlers = { readonly [Name in keyof LinkedEventMap]?: (event: LinkedEventMap[Name]) => void };

interface LinkHost extends ReactiveControllerHost, HTMLElement {
  /** Id of the trainer; empty for the nearest before this element, else the first. */
  for: string;
}

/** How long after the page has loaded a trainer that `for` names may still be added, in milliseconds. */
const GRACE_PERIOD = 1000;

/**
 * A reactive controller. Events are heard at the root that host and trainer share, so that a trainer which is added,
 * upgraded or replaced later is followed as well.
 */
export class TrainerLink implements ReactiveController {
  readonly #host: LinkHost;
  readonly #handlers: Handlers;
  #root: Node | undefined;

  constructor(host: LinkHost, handlers: Handlers) {
    this.#host = host;
    this.#handlers = handlers;
    host.addController(this);
  }

  /** The trainer; undefined while there is none, or none that is defined yet. */
  get trainer(): LinkedTrainer | undefined {
    const candidate = this.#find();
    return isTrainer(candidate) ? candidate : undefined;
  }

  /** Whether the host names no trainer and there is none that it could mean. */
  get isAlone(): boolean {
    return this.#host.for === '' && this.#find() === null;
  }

  /** The trainer, or an MnistError `trainer-not-found` that says what to change. */
  require(): LinkedTrainer {
    const trainer = this.trainer;
    if (trainer !== undefined) return trainer;
    const tag = this.#host.localName;
    const id = this.#host.for;
    throw new MnistError(
      'trainer-not-found',
      id === ''
        ? `<${tag}> found no <mnist-trainer> on this page. Add one.`
        : `<${tag} for="${id}"> found no <mnist-trainer id="${id}"> in the same document or shadow root.`,
      undefined,
      id === '' ? undefined : `for="${id}"`,
    );
  }

  hostConnected(): void {
    this.#root = this.#host.getRootNode();
    for (const name of Object.keys(this.#handlers)) this.#root.addEventListener(name, this);
    void this.#reportMissing();
  }

  hostDisconnected(): void {
    for (const name of Object.keys(this.#handlers)) this.#root?.removeEventListener(name, this);
    this.#root = undefined;
  }

  handleEvent(event: Event): void {
    if (event.target !== this.#find()) return;
    const handler = this.#handlers[event.type as keyof Handlers] as ((event: Event) => void) | undefined;
    handler?.(event);
  }

  /** Tells a page author of a `for` that names nothing, once nobody can be about to add the trainer any more. */
  async #reportMissing(): Promise<void> {
    const root = this.#root;
    if (document.readyState !== 'complete') await new Promise((resolve) => addEventListener('load', resolve));
    await new Promise((resolve) => setTimeout(resolve, GRACE_PERIOD));
    if (this.#root !== root || this.#host.for === '' || this.#find() !== null) return;
    try {
      this.require();
    } catch (error) {
      this.#host.dispatchEvent(new MnistEvent('mnist-error', MnistError.from(error)));
    }
  }

  #find(): Element | null {
    const root = this.#host.getRootNode();
    if (!isScope(root)) return null;
    if (this.#host.for !== '') {
      const named = root.getElementById(this.#host.for);
      return isTrainer(named) || named?.matches(':not(:defined)') === true ? named : null;
    }
    const trainers = [...root.querySelectorAll([...trainerTags].map((tag) => CSS.escape(tag)).join())];
    const before = trainers.filter(
      (trainer) => trainer.compareDocumentPosition(this.#host) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    return before.at(-1) ?? trainers[0] ?? null;
  }
}

/** By what it can do: a server that renders the element has neither class. */
function isScope(root: Node): root is Document | ShadowRoot {
  return 'getElementById' in root;
}

function isTrainer(element: Element | null): element is LinkedTrainer {
  return element !== null && 'session' in element;
}
