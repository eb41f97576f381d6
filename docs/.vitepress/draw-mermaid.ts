import { renderMermaidSVG } from 'beautiful-mermaid';

// Colours of the page, so that the picture follows its light and dark.
const colours = {
  fg: 'var(--vp-c-text-1)',
  bg: 'var(--vp-c-bg)',
  line: 'var(--vp-c-text-3)',
  muted: 'var(--vp-c-text-2)',
};

/** The picture that a Mermaid block describes, drawn while the site is built. It loads nothing. */
export const drawMermaid = (description: string): string =>
  renderMermaidSVG(description, { ...colours, transparent: true, padding: 8 }).replaceAll(
    /^\s*@import .*$\n/gm,
    '',
  );
