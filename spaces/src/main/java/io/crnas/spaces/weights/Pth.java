package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads what {@code torch.save} writes since torch 1.6: a zip with a pickle that says which tensors
 * there are and a file of numbers for each storage.
 */
final class Pth {
  private static final String PICKLE = "data.pkl";
  private static final int LONGEST_PICKLE = 1 << 26;

  /** How many numbers may lie in several tensors of a small file. */
  private static final int MOST_REPEATED = 1 << 20;

  /** Where checkpoints keep the weights beside other things; the first that is there counts. */
  private static final List<String> HOLDERS =
      List.of(
          "state_dict",
          "model_state_dict",
          "model_state",
          "model",
          "module",
          "net",
          "weights",
          "params",
          "ema_state_dict",
          "model_ema",
          "state_dict_ema",
          "ema");

  /** How many holders may lie in each other. */
  private static final int DEEPEST = 4;

  private final Path file;
  private final ZipFile zip;
  private final String root;
  private final ByteOrder order;
  private final Map<Pickle.Storage, float[]> storages = new HashMap<>();
  private final Map<Pickle.Part, Tensor> parts = new HashMap<>();
  private long stored;
  private long taken;

  private Pth(Path file, ZipFile zip, String root) throws IOException {
    this.file = file;
    this.zip = zip;
    this.root = root;
    ZipEntry named = zip.getEntry(root + "byteorder");
    boolean big =
        named != null && new String(bytes(named, 16), StandardCharsets.US_ASCII).equals("big");
    this.order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** What the names in a zip of torch's begin with; none where it is no such zip. */
  static Optional<String> root(ZipFile zip) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
        .map(name -> name.substring(0, name.length() - PICKLE.length()))
        .findFirst();
  }

  static Weights read(Path file, ZipFile zip, String root) throws IOException {
    return new Pth(file, zip, root).weights();
  }

  private Weights weights() throws IOException {
    if (zip.getEntry(root + "constants.pkl") != null) {
      throw new InvalidInputException(
          file.toString(),
          "a TorchScript module",
          "its weights, as torch.save(torch.jit.load(FILE).state_dict(), NEW) writes them");
    }
    ZipEntry pickle = zip.getEntry(root + PICKLE);
    Object value = Pickle.read(file + ", " + PICKLE, bytes(pickle, LONGEST_PICKLE));
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Map.Entry<String, Pickle.Part> entry : named(value, "", DEEPEST).entrySet()) {
      tensors.put(entry.getKey(), tensor(file + ", " + entry.getKey(), entry.getValue()));
    }
    return new Weights(tensors, Map.of());
  }

  /** The tensors of a map, or of the holder in it. */
  private Map<String, Pickle.Part> named(Object value, String path, int levels) {
    if (!(value instanceof Map<?, ?> map) || levels == 0) {
      throw none(path.isEmpty() ? "no names" : path + ", which is no map of tensors");
    }
    var named = new LinkedHashMap<String, Pickle.Part>();
    map.forEach((key, one) -> {
      if (one instanceof Pickle.Part part) {
        named.put(String.valueOf(key), part);
      }
    });
    if (!named.isEmpty()) {
      return named;
    }
    List<String> maps = new ArrayList<>();
    map.forEach((key, one) -> {
      if (one instanceof Map<?, ?>) {
        maps.add(String.valueOf(key));
      }
    });
    String holder =
        HOLDERS.stream()
            .filter(maps::contains)
            .findFirst()
            .or(() -> maps.size() == 1 ? Optional.of(maps.getFirst()) : Optional.empty())
            .orElseThrow(() -> none("no tensors" + (maps.isEmpty() ? "" : " beside " + maps)));
    Object held = map.get(holder);
    return named(held == null ? map : held, holder, levels - 1);
  }

  private InvalidInputException none(String found) {
    return new InvalidInputException(
        file.toString(), found, "tensors by name, maybe under one of " + HOLDERS);
  }

  private Tensor tensor(String where, Pickle.Part part) throws IOException {
    Tensor known = parts.get(part);
    if (known == null) {
      known = new Tensor(shape(where, part), numbers(where, part));
      parts.put(part, known);
    }
    return known;
  }

  private static List<Integer> shape(String where, Pickle.Part part) {
    long size = 1;
    List<Integer> shape = new ArrayList<>();
    for (long side : part.shape()) {
      if (side < 0 || side > Integer.MAX_VALUE || size * side > Integer.MAX_VALUE) {
        throw new InvalidInputException(where, "shape " + part.shape(), "fewer than 2^31 numbers");
      }
      size *= side;
      shape.add((int) side);
    }
    return shape;
  }

  private float[] numbers(String where, Pickle.Part part) throws IOException {
    int sides = part.shape().size();
    long size = part.shape().stream().reduce(1L, (a, b) -> a * b);
    if (size == 0) {
      return new float[0];
    }
    long last = part.offset();
    for (int i = 0; i < sides; i++) {
      long step = part.steps().size() == sides ? part.steps().get(i) : -1;
      if (step < 0 || step > part.storage().size()) {
        throw outside(where, part);
      }
      last += (part.shape().get(i) - 1) * step;
    }
    if (part.offset() < 0 || last >= part.storage().size()) {
      throw outside(where, part);
    }
    float[] all = storage(where, part.storage());
    boolean whole = part.offset() == 0 && size == all.length && isInOrder(part);
    taken += whole ? 0 : size;
    // Steps of 0 make any size of one number.
    if (taken > 4 * stored + MOST_REPEATED) {
      throw new InvalidInputException(where, "tensors that lie in each other", "each by itself");
    }
    return whole ? all : gathered(part, all, (int) size);
  }

  private static boolean isInOrder(Pickle.Part part) {
    long step = 1;
    for (int i = part.shape().size() - 1; i >= 0; i--) {
      if (part.shape().get(i) != 1 && part.steps().get(i) != step) {
        return false;
      }
      step *= part.shape().get(i);
    }
    return true;
  }

  private static float[] gathered(Pickle.Part part, float[] all, int size) {
    float[] data = new float[size];
    int sides = part.shape().size();
    long[] at = new long[sides];
    long place = part.offset();
    for (int i = 0; i < size; i++) {
      data[i] = all[(int) place];
      for (int side = sides - 1; side >= 0; side--) {
        place += part.steps().get(side);
        at[side]++;
        if (at[side] < part.shape().get(side)) {
          break;
        }
        place -= at[side] * part.steps().get(side);
        at[side] = 0;
      }
    }
    return data;
  }

  private InvalidInputException outside(String where, Pickle.Part part) {
    return new InvalidInputException(
        where,
        "shape %s with steps %s from %d on".formatted(part.shape(), part.steps(), part.offset()),
        "a part of its " + part.storage().size() + " numbers");
  }

  private float[] storage(String where, Pickle.Storage storage) throws IOException {
    float[] known = storages.get(storage);
    if (known != null) {
      return known;
    }
    ZipEntry entry = zip.getEntry(root + "data/" + storage.key());
    Element element = storage.element();
    if (entry == null || entry.getSize() != storage.size() * element.bytes()) {
      throw new InvalidInputException(
          where,
          entry == null ? "no data/" + storage.key() : entry.getSize() + " bytes",
          storage.size() + " numbers of " + element.bytes() + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(bytes(entry, Integer.MAX_VALUE - 8)).order(order);
    float[] numbers = new float[(int) storage.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = element.read(bytes);
    }
    storages.put(storage, numbers);
    stored += numbers.length;
    return numbers;
  }

  private byte[] bytes(ZipEntry entry, int most) throws IOException {
    return Archive.bytes(file + ", " + entry.getName(), zip, entry, most);
  }
}
