package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the pickles of torch's weights, protocols 2 to 5. A pickle is a program that can name and
 * call anything in Python; this reader knows tensors, their storages and plain values, makes
 * nothing else and calls nothing. After Python's {@code pickletools} and {@code torch._utils}.
 */
final class Pickle {

  /** What Python calls something, as {@code torch.FloatStorage}. */
  private record Global(String name) {}

  /** Values of which nothing is asked, as {@code None}. */
  private enum Other {
    NONE,
    MARK
  }

  /**
   * Where numbers lie.
   *
   * @param key the file's name in the archive
   * @param size how many numbers it has
   */
  record Storage(Element element, String key, long size) {}

  /** A part of a storage; shape and steps have one number for each side. */
  record Part(Storage storage, long offset, List<Long> shape, List<Long> steps) {}

  private static final String ORDERED = "collections.OrderedDict";
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String SIZE = "torch.Size";
  private static final List<String> KNOWN = List.of(ORDERED, TENSOR, PARAMETER, SIZE);

  private final String where;
  private final ByteBuffer in;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(String where, byte[] bytes) {
    this.where = where;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The value of a pickle: a map, a list, a {@link Part}, a text, a number.
   *
   * @param where names it in problems
   * @throws InvalidInputException when it holds anything else, or is damaged
   */
  static Object read(String where, byte[] bytes) {
    var pickle = new Pickle(where, bytes);
    try {
      return pickle.run();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ClassCastException e) {
      throw pickle.damaged();
    }
  }

  private Object run() {
    while (true) {
      int code = Byte.toUnsignedInt(in.get());
      switch (code) {
        case 0x80 -> in.get(); // PROTO
        case 0x95 -> in.getLong(); // FRAME
        case '.' -> {
          return pop();
        }
        case '(' -> push(Other.MARK);
        case '0' -> pop();
        case '1' -> untilMark();
        case '2' -> push(peek());
        case 'N' -> push(Other.NONE);
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 'K' -> push((long) Byte.toUnsignedInt(in.get()));
        case 'M' -> push((long) Short.toUnsignedInt(in.getShort()));
        case 'J' -> push((long) in.getInt());
        case 0x8a -> push(whole(Byte.toUnsignedInt(in.get())));
        case 'G' -> push(in.order(ByteOrder.BIG_ENDIAN).getDouble());
        case 'X' -> push(text(in.getInt()));
        case 0x8c -> push(text(Byte.toUnsignedInt(in.get())));
        case 'U' -> push(text(Byte.toUnsignedInt(in.get())));
        case 'T' -> push(text(in.getInt()));
        case '}' -> push(new LinkedHashMap<Object, Object>());
        case ']' -> push(new ArrayList<Object>());
        case ')' -> push(List.of());
        case 't' -> push(List.copyOf(untilMark()));
        case 0x85, 0x86, 0x87 -> push(last(code - 0x84));
        case 'a' -> append(last(1));
        case 'e' -> append(untilMark());
        case 's' -> set(last(2));
        case 'u' -> set(untilMark());
        case 'q' -> memo.put(Byte.toUnsignedInt(in.get()), peek());
        case 'r' -> memo.put(in.getInt(), peek());
        case 0x94 -> memo.put(memo.size(), peek());
        case 'h' -> push(remembered(Byte.toUnsignedInt(in.get())));
        case 'j' -> push(remembered(in.getInt()));
        case 'c' -> push(global(line() + "." + line()));
        case 0x93 -> {
          List<Object> names = last(2);
          push(global(names.getFirst() + "." + names.getLast()));
        }
        case 'Q' -> push(storage((List<?>) pop()));
        case 'R' -> {
          List<?> arguments = (List<?>) pop();
          push(made(((Global) pop()).name(), arguments));
        }
        case 'b' -> build();
        default ->
            throw new InvalidInputException(
                where, "the instruction %#x".formatted(code), "those that tensors need");
      }
      in.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private void push(Object value) {
    stack.push(value);
  }

  private Object pop() {
    if (stack.isEmpty()) {
      throw damaged();
    }
    return stack.pop();
  }

  private Object peek() {
    Object value = pop();
    push(value);
    return value;
  }

  private Object remembered(int place) {
    return Optional.ofNullable(memo.get(place)).orElseThrow(this::damaged);
  }

  private List<Object> untilMark() {
    List<Object> values = new ArrayList<>();
    for (Object value = pop(); value != Other.MARK; value = pop()) {
      values.add(value);
    }
    return values.reversed();
  }

  private List<Object> last(int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(pop());
    }
    return List.copyOf(values.reversed());
  }

  @SuppressWarnings("unchecked") // lists that grow hold anything
  private void append(List<Object> values) {
    if (!(peek() instanceof ArrayList<?> list)) {
      throw damaged();
    }
    ((List<Object>) list).addAll(values);
  }

  private void set(List<Object> pairs) {
    Map<Object, Object> map = map(peek());
    for (int i = 0; i < pairs.size(); i += 2) {
      put(map, pairs.get(i), pairs.get(i + 1));
    }
  }

  private void put(Map<Object, Object> map, Object key, Object value) {
    if (!(key instanceof String || key instanceof Long)) {
      throw new InvalidInputException(where, "a key that is no text and no number", "one");
    }
    map.put(key, value);
  }

  @SuppressWarnings("unchecked") // all maps are made here
  private Map<Object, Object> map(Object value) {
    if (!(value instanceof LinkedHashMap<?, ?> map)) {
      throw damaged();
    }
    return (Map<Object, Object>) map;
  }

  /** What an object has beside its values; torch keeps the versions of modules there. */
  private void build() {
    pop();
    map(peek());
  }

  private Object whole(int bytes) {
    byte[] little = bytes(bytes);
    byte[] big = new byte[bytes + 1];
    for (int i = 0; i < bytes; i++) {
      big[bytes - i] = little[i];
    }
    big[0] = (byte) (bytes > 0 && big[1] < 0 ? -1 : 0);
    var number = new BigInteger(big);
    return number.bitLength() < 64 ? (Object) number.longValue() : number.toString();
  }

  private String text(int length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw damaged();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    int begin = in.position();
    int end = begin;
    while (in.get() != '\n') {
      end++;
    }
    return new String(in.array(), begin, end - begin, StandardCharsets.UTF_8);
  }

  private Global global(String name) {
    if (!KNOWN.contains(name) && Element.ofTorch(name).isEmpty()) {
      throw new InvalidInputException(
          where,
          name,
          "tensors and plain values alone, as torch.save(model.state_dict(), FILE) writes them");
    }
    return new Global(name);
  }

  private Storage storage(List<?> id) {
    Optional<Element> element =
        id.size() >= 5 && id.getFirst().equals("storage") && id.get(1) instanceof Global type
            ? Element.ofTorch(type.name())
            : Optional.empty();
    return new Storage(
        element.orElseThrow(this::damaged), String.valueOf(id.get(2)), (Long) id.get(4));
  }

  private Object made(String name, List<?> arguments) {
    return switch (name) {
      case ORDERED -> ordered(arguments);
      case TENSOR -> {
        if (arguments.size() < 4) {
          throw damaged();
        }
        yield new Part(
            (Storage) arguments.get(0),
            (Long) arguments.get(1),
            longs(arguments.get(2)),
            longs(arguments.get(3)));
      }
      case PARAMETER -> (Part) arguments.getFirst();
      case SIZE -> List.copyOf((List<?>) arguments.getFirst());
      default -> throw damaged();
    };
  }

  private Map<Object, Object> ordered(List<?> arguments) {
    var map = new LinkedHashMap<Object, Object>();
    for (Object pair : arguments.isEmpty() ? List.of() : (List<?>) arguments.getFirst()) {
      List<?> both = (List<?>) pair;
      put(map, both.getFirst(), both.getLast());
    }
    return map;
  }

  private static List<Long> longs(Object sides) {
    return ((List<?>) sides).stream().map(Long.class::cast).toList();
  }

  private InvalidInputException damaged() {
    return new InvalidInputException(
        where, "damage near byte " + in.position(), "a pickle as torch.save writes it");
  }
}
