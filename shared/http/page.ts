import { createHash } from 'node:crypto';
import { html, Html } from '../domain/html.ts';

/** The one style of a page: the element, and the source by which a policy allows it and nothing else. */
export interface PageStyle {
  readonly element: Html;
  readonly source: string;
}

export const styleOf = (css: string): PageStyle => ({
  // Not through the template: the hash is over these very bytes.
  element: new Html(`<style>${css}</style>`),
  source: `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
});

/** Nothing but its own style may load, and the empty icon: no scripts, nothing from elsewhere. */
export const pagePolicy = ({ source }: PageStyle, formAction: "'self'" | "'none'"): string =>
  `default-src 'none'; style-src ${source}; img-src data:; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;

export const HTML_TYPE = 'text/html; charset=utf-8';

export interface Page {
  /** BCP 47, of the product's own words. */
  readonly language: string;
  readonly title: string;
  readonly style: PageStyle;
  /** For the head, beside what every page has. */
  readonly meta?: Html;
  readonly body: Html;
}

/** A whole page without scripts. */
export const pageText = ({ language, title, style, meta, body }: Page): string =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${meta ?? html``}
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${style.element}
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;
