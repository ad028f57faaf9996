import { styleOf } from './page.ts';

/** Of the results page: readable on a phone, in the dark and on paper. */
export const RESULTS_STYLE = styleOf(`
:root{color-scheme:light dark;--page:#fff;--text:#16191d;--soft:#f3f5f8;--line:#c9ced6;--mute:#565e69;--bar:#9dc3ee;--mark:#0b57a4}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--text:#e8ebef;--soft:#22262c;--line:#454b54;--mute:#a9b1bc;--bar:#2f5f94;--mark:#9fd0ff}}
*{box-sizing:border-box}
html{background:var(--page);color:var(--text)}
body{margin:0 auto;max-width:64rem;padding:1rem 1.25rem 4rem;font:1rem/1.5 system-ui,sans-serif}
h1{margin:.5rem 0 0;font-size:1.7rem;line-height:1.2}
h2{margin:2.5rem 0 .75rem;border-bottom:1px solid var(--line);padding-bottom:.25rem;font-size:1.25rem}
h3{margin:0 0 .5rem;font-size:1rem}
p{margin:.35rem 0;max-width:44rem}
.mute,small{color:var(--mute);font-size:.88em}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1rem;margin:1rem 0;padding:0;list-style:none}
.card{background:var(--soft);border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1rem;break-inside:avoid}
.score{font-size:1.8rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
.rows{display:grid;grid-template-columns:max-content max-content 1fr;gap:.15rem .75rem;align-items:center;margin:.5rem 0 0;padding:0;list-style:none;max-width:36rem;font-size:.92rem}
.rows li{display:contents}
.rows b{text-align:right;font-variant-numeric:tabular-nums}
.rows svg{margin:0}
svg.bar{display:block;width:100%;height:.9rem;margin:.35rem 0}
svg .track{fill:var(--line);opacity:.5}
svg .range{fill:var(--bar)}
svg .mark{fill:var(--mark)}
svg .zero{fill:var(--mute)}
.scroll{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;font-size:.88rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border:1px solid var(--line);font-variant-numeric:tabular-nums}
thead th{background:var(--soft);min-width:6.5rem}
td svg.bar{height:.6rem;min-width:5rem}
th small{font-weight:400}
tbody th{position:sticky;left:0;background:var(--page);font-weight:500;min-width:6rem;max-width:20rem}
td small{display:block;white-space:nowrap}
figure{margin:.9rem 0;break-inside:avoid}
blockquote{margin:0 0 .2rem;padding:.5rem .9rem;border-left:.25rem solid var(--bar);white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.5rem}
:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
@media print{body{max-width:none;padding:0;font-size:10pt}.scroll{overflow:visible}table{font-size:7.5pt}th,td{min-width:0!important;padding:.2rem .3rem}td small{white-space:normal}td svg.bar{min-width:0}h2{break-after:avoid}svg,.card,thead th{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`);
