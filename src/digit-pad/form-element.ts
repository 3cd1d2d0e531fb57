/** A Lit element that takes part in forms as an input does. */
import { property, state } from 'lit/decorators.js';
import { toggleState } from '../theme/custom-state.js';
import { text } from '../theme/attributes.js';
import { StyledElement } from '../theme/styled-element.js';

export abstract class FormElement extends StyledElement {
  static readonly formAssociated = true;
  static override readonly shadowRootOptions = { ...StyledElement.shadowRootOptions, delegatesFocus: true };

  /** Name of the value in a form's data; none by default. */
  @property({ reflect: true, useDefault: true, converter: text('') }) name = '';
  /** Whether the element can be used at all; false by default. */
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** Whether a form needs a value to be valid; false by default. */
  @property({ type: Boolean, reflect: true }) required = false;
  /** Whether people cannot change the value, while programs still can; false by default. */
  @property({ type: Boolean, reflect: true, attribute: 'readonly' }) readOnly = false;

  protected readonly internals = this.attachInternals();
  /** The value when people or programs last set it. */
  #committed: string | null = null;
  /** Disabled by a `<fieldset>`, or by the attribute. */
  @state() private disabledByForm = false;

  /** What the form submits; null for nothing. */
  abstract get value(): string | null;

  /** The form that the element belongs to; null outside of any. */
  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  /** The `<label>` elements that name this element. */
  get labels(): NodeList {
    return this.internals.labels;
  }

  /** Which constraint is violated, as on an input. */
  get validity(): ValidityState {
    return this.internals.validity;
  }

  /** Says what is wrong with the value; empty while it is valid. */
  get validationMessage(): string {
    return this.internals.validationMessage;
  }

  /** Whether the value is checked when its form is submitted; false while disabled or read-only. */
  get willValidate(): boolean {
    return this.internals.willValidate;
  }

  /** Whether the value is valid; dispatches `invalid` if not. */
  checkValidity(): boolean {
    return this.internals.checkValidity();
  }

  /** Like `checkValidity()`, and shows people the message. */
  reportValidity(): boolean {
    return this.internals.reportValidity();
  }

  formDisabledCallback(disabled: boolean): void {
    this.disabledByForm = disabled;
  }

  /** Whether the element is disabled by itself or by a fieldset around it. */
  protected get isDisabled(): boolean {
    return this.disabled || this.disabledByForm;
  }

  /** Takes the present value for the one that `change` is to be measured by. */
  protected commit(): void {
    this.#committed = this.value;
  }

  /** Tells the page that somebody changed the value: `input`, and `change` if it is another one than before. */
  protected dispatchInput(): void {
    this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    if (this.value === this.#committed) return;
    this.commit();
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** Switches a state that style sheets select by `:state(name)`. */
  protected toggleState(name: string, on: boolean): void {
    toggleState(this.internals, name, on);
  }
}
