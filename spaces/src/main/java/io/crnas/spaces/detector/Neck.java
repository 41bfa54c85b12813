package io.crnas.spaces.detector;

import io.crnas.spaces.Layout;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Node;
import java.util.List;
import java.util.SequencedMap;

/** Makes a pyramid of features, which heads read, of the stages of a backbone. */
public sealed interface Neck permits Fpn, Pafpn, NasFpn {

  /** How the levels come of the stages. */
  enum Kind {
    FPN,
    PAFPN,
    NAS_FPN;

    /** The neck with such levels. */
    Neck of(Fpn fpn) {
      return switch (this) {
        case FPN -> fpn;
        case PAFPN -> new Pafpn(fpn);
        case NAS_FPN -> new NasFpn(fpn.channels(), fpn.finest());
      };
    }
  }

  /**
   * A level of the backbone.
   *
   * @param level its sizes
   */
  record Stage(Layout.Level level, Node node) {}

  /** How it makes them. */
  default Kind kind() {
    return switch (this) {
      case Fpn _ -> Kind.FPN;
      case Pafpn _ -> Kind.PAFPN;
      case NasFpn _ -> Kind.NAS_FPN;
    };
  }

  /** Channels of every level. */
  int channels();

  /** The number of the finest level: 2 where it is P2, of stride 4. */
  int finest();

  /**
   * How many levels it has, each of half the size of the one before; of the same where two levels
   * of the backbone are.
   */
  int levels();

  /**
   * The levels by name, {@code P2} and so on, finest first.
   *
   * @param graph under {@code backbone.}
   * @param stages C2..C5, and what the backbone has behind them
   */
  SequencedMap<String, Node> levels(Graph graph, List<Stage> stages);
}
