// What the bench uses of it: the package has no declarations, and those published for it are of its
// version 2.
declare module 'javascript-state-machine' {
  interface Transition {
    readonly name: string;
    readonly from: string;
    readonly to: string | ((status: string) => string);
  }

  class StateMachine {
    constructor(options: {
      readonly init: string;
      readonly transitions: readonly Transition[];
      readonly methods: { readonly onInvalidTransition: () => false };
    });
    readonly state: string;
  }

  export = StateMachine;
}
