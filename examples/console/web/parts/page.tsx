import { type ReactNode, useEffect, useRef } from 'react';
import './page.css';

interface PageProps {
  /** What the browser's tab says. */
  readonly title: string;
  readonly children: ReactNode;
}

// Of the document as a whole, and so of no component.
let hasShownPage = false;
let isGoingBack = false;
addEventListener('popstate', () => {
  isGoingBack = true;
});

/** As after loading a page: the focus at its begin, and the top in view; going back, where one was. */
const arrive = (main: HTMLElement | null): void => {
  // With the first page the browser itself does what is due.
  if (hasShownPage) main?.focus({ preventScroll: true });
  if (hasShownPage && !isGoingBack) scrollTo(0, 0);
  hasShownPage = true;
  isGoingBack = false;
};

/** The main part of a page. */
export const Page = ({ title, children }: PageProps) => {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${title} · Campaigns`;
  }, [title]);
  useEffect(() => arrive(main.current), []);
  return (
    <main className="page" id="main" tabIndex={-1} ref={main}>
      {children}
    </main>
  );
};
