/** The tags in Solid's JSX: `import type {} from 'mnist-elements/solid'`. */
import type { JSX } from 'solid-js';
import type { Tags } from './props.js';

type Handlers<Events> = { [Name in keyof Events as `on:${Name & string}`]?: (event: Events[Name]) => void };

/** `prop:name` sets a property also where Solid would set an attribute. */
type Properties<Values> = { [Name in keyof Values as `prop:${Name & string}`]?: Values[Name] };

type Props<Tag extends keyof Tags> = Tags[Tag]['props'] &
  Properties<Tags[Tag]['props']> &
  Handlers<Tags[Tag]['events']> &
  Omit<JSX.HTMLAttributes<Tags[Tag]['element']>, keyof Tags[Tag]['props']>;

declare module 'solid-js' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where Solid looks for tags
  namespace JSX {
    interface IntrinsicElements {
      'mnist-trainer': Props<'mnist-trainer'>;
      'mnist-charts': Props<'mnist-charts'>;
      'digit-pad': Props<'digit-pad'>;
    }
  }
}
