import { type ReactNode, type RefObject, useEffect, useId } from 'react';
import './dialog.css';

interface DialogProps {
  readonly title: ReactNode;
  /** To close it with `close()`: only so does the focus go back to where it came from. */
  readonly handle: RefObject<HTMLDialogElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog, open as long as it is there. The browser keeps the focus in and closes it on Escape.
 * At first the element with `data-first` has the focus.
 */
export const Dialog = ({ title, handle, onClose, children }: DialogProps) => {
  const titleId = useId();
  useEffect(() => {
    const dialog = handle.current;
    // Under StrictMode effects run twice, and a dialog that is open cannot be opened.
    if (!dialog || dialog.open) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [handle]);
  return (
    <dialog className="dialog" ref={handle} aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
};
