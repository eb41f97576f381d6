import { Component, type ReactNode } from 'react';

interface FailsafeProps {
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

/** Shows the fallback instead of a blank page where drawing has failed. A class, because React asks for one. */
export class Failsafe extends Component<FailsafeProps, { readonly hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
