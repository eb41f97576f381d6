/**
 * The colours and letters of the picture, light and dark. Every pair of letters and ground has a
 * contrast of 4.5 or more (WCAG 2.2 AA). Set inside a page, the picture follows the page: what is
 * declared there for `.lifecycle` after it, wins.
 */
export const style = `
.lifecycle {
  color-scheme: light dark;
  --card: #ffffff; --rim: #d1d9e0; --ink: #1f2328; --quiet: #59636e;
  --node: #f6f8fa; --line: #6e7781; --cancel: #b42318; --cancel-node: #fff1ef;
  --lit: #0b5cad; --on-lit: #ffffff;
}
@media (prefers-color-scheme: dark) {
  .lifecycle {
    --card: #0d1117; --rim: #3d444d; --ink: #e6edf3; --quiet: #9aa4af;
    --node: #1b222b; --line: #8b949e; --cancel: #ff9c92; --cancel-node: #34191a;
    --lit: #6cb2ff; --on-lit: #0b1a2b;
  }
}
.lifecycle .card { fill: var(--card); stroke: var(--rim); }
.lifecycle text { fill: var(--ink); font: 600 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.lifecycle .status { font: 600 16px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; text-anchor: middle; }
.lifecycle .note, .lifecycle .effect { font-weight: 400; font-size: 12px; fill: var(--quiet); }
.lifecycle .note { text-anchor: middle; }
.lifecycle .start { fill: var(--line); }
.lifecycle .box { fill: var(--node); stroke: var(--line); stroke-width: 1.5; }
.lifecycle .ring { fill: none; stroke: var(--line); }
.lifecycle .line { fill: none; stroke: var(--line); stroke-width: 1.75; }
.lifecycle .head { fill: var(--line); }
.lifecycle .cancellable .box { fill: var(--cancel-node); stroke: var(--cancel); }
.lifecycle .cancellable .note, .lifecycle .cancel text { fill: var(--cancel); }
.lifecycle .cancel .line { stroke: var(--cancel); }
.lifecycle .cancel .head { fill: var(--cancel); }
.lifecycle .present .box { fill: var(--lit); stroke: var(--lit); }
.lifecycle .present .ring { stroke: var(--on-lit); }
.lifecycle .present .status, .lifecycle .present .note { fill: var(--on-lit); }
`.trim();
