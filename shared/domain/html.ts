/** Text that is HTML already; only `html` and `join` make it, so that nothing gets into a page unescaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

type Part = string | number | Html | undefined | readonly Html[];

function render(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return part.map((one) => one.text).join('');
}

/** A template of HTML in which every value is escaped, unless it is `Html`. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, i) => text + render(parts[i])).join(''));

/** Plain sentences with `code` in backquotes. */
export const prose = (text: string): Html => new Html(escape(text).replace(/`([^`]+)`/g, '<code>$1</code>'));
