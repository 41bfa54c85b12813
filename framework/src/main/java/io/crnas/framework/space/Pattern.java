package io.crnas.framework.space;

/**
 * Which choices may go together, whatever they cost: a finite automaton that reads a candidate gene
 * by gene and accepts it if no choice was forbidden.
 */
public interface Pattern {
  /** Whatever the genes offer. */
  Pattern ANY =
      new Pattern() {
        @Override
        public int states() {
          return 1;
        }

        @Override
        public int next(int gene, int state, int choice) {
          return 0;
        }
      };

  /** How many states there are, at least 1; reading begins in state 0. */
  int states();

  /** The state after a choice; negative where the choice is forbidden. */
  int next(int gene, int state, int choice);
}
