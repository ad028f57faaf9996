import { html, type Html } from '../domain/html.ts';
import { UI_LANGUAGES, type UiLanguage } from '../domain/survey/languages.ts';
import { PAGE_WORDS } from '../domain/survey/page-words.ts';
import { HTML_TYPE, pagePolicy, pageText, styleOf } from './page.ts';

const STYLE = styleOf(`
:root{color-scheme:light dark;--page:#f2f4f7;--card:#fff;--text:#16191d;--soft:#545c67;--line:#7f8996;--faint:#d5dae1;--accent:#0b57a4;--tint:#e7f0fa;--on-accent:#fff;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--page:#111418;--card:#1b1f24;--text:#e8ebef;--soft:#a9b1bc;--line:#77818e;--faint:#363c45;--accent:#8cc2ff;--tint:#1f3247;--on-accent:#0b1d30;--bad:#ffa198}}
*{box-sizing:border-box}
html{background:var(--page);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0;font:1.0625rem/1.5 system-ui,sans-serif}
main,nav{max-width:42rem;margin:0 auto;padding:0 1rem}
main{padding-bottom:4rem}
h1,p,legend,label,li{overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .75rem}
h2{font-size:1.1rem;margin:0 0 .5rem}
a{color:var(--accent)}
nav{padding-top:.75rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0;list-style:none}
nav a,nav span{display:inline-block;padding:.6rem 0}
nav span{font-weight:600}
.soft{color:var(--soft);font-size:.95rem}
.card{background:var(--card);border:1px solid var(--faint);border-radius:.75rem;padding:1rem;margin:1.25rem 0;min-width:0}
fieldset.card{padding-top:.25rem}
.card>:last-child{margin-bottom:0}
.card.wrong{border-color:var(--bad);box-shadow:inset .25rem 0 0 var(--bad)}
.title{display:block;padding:0;font-weight:600}
fieldset>.title{float:left;width:100%;padding:.75rem 0}
fieldset>.title+*{clear:both}
.mark{font-weight:400;color:var(--soft);white-space:nowrap}
.error{color:var(--bad);font-weight:600;margin:0 0 .75rem}
.points,.options{display:grid;gap:.25rem}
.points{grid-template-columns:repeat(auto-fit,minmax(2.5rem,1fr))}
.options{gap:.375rem}
.point,.option{display:flex;align-items:center;gap:.5rem;min-height:2.875rem;border:1px solid var(--line);border-radius:.5rem;cursor:pointer}
.point{flex-direction:column;justify-content:center;gap:.25rem;padding:.5rem 0;font-variant-numeric:tabular-nums}
.option{padding:.5rem .75rem}
.point:has(:checked),.option:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent);background:var(--tint);font-weight:600}
input{accent-color:var(--accent)}
input[type=radio],input[type=checkbox]{flex:none;width:1.25rem;height:1.25rem;margin:0}
.ends{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin:.5rem 0 0;color:var(--soft);font-size:.95rem}
textarea,input[type=text]{display:block;width:100%;margin-top:.5rem;padding:.6rem .75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--card);color:inherit;font:inherit}
textarea{resize:vertical;min-height:7rem}
.hint{margin:.25rem 0 0}
.field{margin-top:1rem}
button{width:100%;min-height:3rem;padding:.75rem 1.5rem;border:0;border-radius:.5rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;cursor:pointer}
@media (max-width:22rem){.card{padding:.75rem}fieldset.card{padding-top:0}}
@media (min-width:30rem){button{width:auto}.card{padding:1.25rem}}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.point:has(:focus-visible),.option:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
.point :focus-visible,.option :focus-visible{outline:none}
.summary:focus{outline:3px solid var(--bad);outline-offset:2px}
@media (forced-colors:active){.point:has(:checked),.option:has(:checked){outline:2px solid Highlight}}
`);

/** Forms may be sent to the page itself and nowhere else; search engines keep out. */
const HEADERS = {
  'content-type': HTML_TYPE,
  'content-security-policy': pagePolicy(STYLE, "'self'"),
  'x-robots-tag': 'noindex, nofollow',
} as const;

const nameOf = (language: string): string =>
  new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;

/** Links to the same page in the other languages; nothing where there is only one. */
function languageLinks(label: string, offered: readonly string[], current: string): Html {
  if (offered.length < 2) return html``;
  const items = offered.map((language) =>
    language === current
      ? html`<li><span lang="${language}" aria-current="true">${nameOf(language)}</span></li>`
      : html`<li>
          <a href="?lang=${encodeURIComponent(language)}" lang="${language}" hreflang="${language}"
            >${nameOf(language)}</a
          >
        </li>`,
  );
  return html`<nav aria-label="${label}">
    <ul>
      ${items}
    </ul>
  </nav>`;
}

export interface PublicPage {
  /** Of the product's own words. */
  readonly language: UiLanguage;
  readonly title: string;
  readonly main: Html;
  /** @default the product's own languages */
  readonly languages?: { readonly offered: readonly string[]; readonly current: string };
}

/** Body and headers of a page for people who have a link and no account. */
export interface SentPage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function publicPage({ language, title, main, languages }: PublicPage): SentPage {
  const { offered, current } = languages ?? { offered: UI_LANGUAGES, current: language };
  const body = pageText({
    language,
    title,
    style: STYLE,
    meta: html`<meta name="robots" content="noindex" /> <meta name="referrer" content="no-referrer" />`,
    body: html`${languageLinks(PAGE_WORDS[language].language, offered, current)}
      <main>${main}</main>`,
  });
  return { body, headers: HEADERS };
}

/** A page that says one thing. */
export const messagePage = (
  language: UiLanguage,
  { title, text }: { readonly title: string; readonly text: string },
): SentPage =>
  publicPage({
    language,
    title,
    main: html`<h1>${title}</h1>
      <p>${text}</p>`,
  });
