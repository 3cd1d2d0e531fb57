/** The tags in Vue's templates: `import type {} from 'mnist-elements/vue'`. */
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { Tags } from './props.js';

type Emits<Events> = { [Name in keyof Events]: (event: Events[Name]) => void };

/** As Vue's guide declares custom elements. */
type Component<Tag extends keyof Tags> = new () => Tags[Tag]['element'] & {
  /** @deprecated Not on the element: the props in templates. */
  $props: Tags[Tag]['props'] & Omit<HTMLAttributes, keyof Tags[Tag]['props']> & PublicProps;
  /** @deprecated Not on the element: the events in templates. */
  $emit: EmitFn<Emits<Tags[Tag]['events']>>;
};

declare module 'vue' {
  interface GlobalComponents {
    'mnist-trainer': Component<'mnist-trainer'>;
    'mnist-charts': Component<'mnist-charts'>;
    'digit-pad': Component<'digit-pad'>;
  }
}
