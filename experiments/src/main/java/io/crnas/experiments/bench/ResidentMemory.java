package io.crnas.experiments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of the machine's memory this process has, which Linux tells. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern SIZE = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private ResidentMemory() {}

  /** In bytes. */
  static OptionalLong bytes() {
    try {
      Matcher size = SIZE.matcher(Files.readString(STATUS));
      return size.find()
          ? OptionalLong.of(1024 * Long.parseLong(size.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) { // no Linux
      return OptionalLong.empty();
    }
  }
}
