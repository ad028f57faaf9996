import { html } from '../domain/html.ts';
import type { UiLanguage } from '../domain/survey/languages.ts';
import { PAGE_WORDS } from '../domain/survey/page-words.ts';
import { publicPage, type SentPage } from './public-page.ts';

/** Asks once more, as mail scanners follow links: only the button unsubscribes. */
export function unsubscribePage(language: UiLanguage): SentPage {
  const { title, text, button } = PAGE_WORDS[language].unsubscribe;
  return publicPage({
    language,
    title,
    main: html`<h1>${title}</h1>
      <p>${text}</p>
      <form method="post">
        <button type="submit">${button}</button>
      </form>`,
  });
}
