package io.crnas.experiments.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.worker.Said;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What a worker says: how it goes on, any number of times, and in the end one answer. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Begun.class, name = "begun"),
  @JsonSubTypes.Type(value = Reply.Stepped.class, name = "stepped"),
  @JsonSubTypes.Type(value = Reply.Kept.class, name = "kept"),
  @JsonSubTypes.Type(value = Reply.Scored.class, name = "scored"),
  @JsonSubTypes.Type(value = Reply.Trained.class, name = "trained"),
  @JsonSubTypes.Type(value = Reply.Diverged.class, name = "diverged"),
  @JsonSubTypes.Type(value = Reply.Unable.class, name = "unable")
})
public sealed interface Reply {

  /** How a training goes, as its listeners hear it. */
  sealed interface Told extends Reply {}

  /**
   * It begins or goes on.
   *
   * @param taken steps that were taken before
   */
  record Begun(long taken) implements Told {}

  /**
   * A step was taken.
   *
   * @param losses by name, in their order
   */
  record Stepped(
      long number, double learningRate, SequencedMap<String, Double> losses, double imagesPerSecond)
      implements Told {
    public Stepped {
      losses = new LinkedHashMap<>(losses);
    }
  }

  /** A checkpoint is about to be written. */
  record Kept() implements Told {}

  /** The end of an order. */
  sealed interface Answer extends Reply {

    /**
     * What is thrown where this was not the answer that was asked for.
     *
     * @throws InvalidInputException where the user can put it right
     */
    default IOException refusal() {
      return switch (this) {
        case Unable unable when unable.input() ->
            throw new InvalidInputException(
                "worker", unable.why(), "one that can do what this process can");
        case Unable unable -> new IOException("a worker could not go on: " + unable.why());
        case Scored _, Trained _, Diverged _ ->
            throw new IllegalStateException("no answer to what was asked: " + this);
      };
    }
  }

  /** One for each group, in order. */
  record Scored(List<Said> said) implements Answer {
    public Scored {
      said = List.copyOf(said);
    }
  }

  /** The weights are where they are kept. */
  record Trained() implements Answer {}

  /** A loss was no number. */
  record Diverged(String why) implements Answer {}

  /**
   * It can not be done here, which is no answer of a candidate.
   *
   * @param input whether the user can put it right
   */
  record Unable(String why, boolean input) implements Answer {}

  /** Of evaluations. */
  static Scored scored(List<Evaluation> evaluations) {
    return new Scored(evaluations.stream().map(Said::of).toList());
  }
}
