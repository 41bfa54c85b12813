package io.crnas.framework.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.ChildJvm;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a journal when two want it, a process dies or the disk is full. */
class JournalSafetyTest {
  @TempDir Path directory;
  private Path file = Path.of("journal.sqlite");

  @BeforeEach
  void inTheDirectory() {
    file = directory.resolve("journal.sqlite");
  }

  @Test
  void aSecondWriterInThisProcessIsRefusedUntilTheFirstIsClosed() throws IOException {
    Journal first = Journal.open(file);
    assertRefused("working on", () -> Journal.open(file));
    assertRefused("working on", () -> Journal.open(directory.resolve("./journal.sqlite")));
    first.append(List.of(JournalWriter.answer("a", 0.5)));
    first.close();
    try (Journal second = Journal.open(file)) {
      assertEquals(1, second.entries().size());
    }
  }

  @Test
  void aFinishedJournalIsOneFileAndReadersLeaveNothingBesideIt() throws IOException {
    try (Journal journal = Journal.open(file)) {
      journal.append(List.of(JournalWriter.answer("a", 0.5)));
    }
    assertEquals(1, Journal.read(file).size());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of("journal.sqlite", "journal.sqlite.lock"),
          files.map(each -> each.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aReaderAtWorkDoesNotKeepAJournalFromBeingFinished() throws Exception {
    Journal journal = Journal.open(file);
    journal.append(List.of(JournalWriter.answer("a", 0.5)));
    try (Connection reader = JournalFile.openForReading(file);
        Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery("SELECT candidate FROM answers")) {
      assertTrue(row.next());
      journal.close();
      assertEquals("a", row.getString(1));
    }
    try (Journal again = Journal.open(file)) {
      assertEquals(1, again.entries().size());
    }
    assertEquals(1, Journal.read(file).size());
  }

  @Test
  void anInterruptedWriterKeepsItsLock() throws Exception {
    try (Journal journal = Journal.open(file)) {
      Thread.currentThread().interrupt();
      journal.append(List.of(JournalWriter.answer("a", 0.5)));
      assertTrue(Thread.interrupted());
      journal.append(List.of(JournalWriter.answer("b", 0.5)));
      assertEquals(2, journal.entries().size());
      try (ChildJvm child = ChildJvm.start(JournalWriter.class, file.toString(), "5")) {
        String said = child.line();
        assertTrue(said.contains(ProcessHandle.current().pid() + " is working on"), said);
      }
    }
  }

  @Test
  void aJournalThatIsBeingReadIsNotBegunAnewAndItIsSaid() throws Exception {
    Journal.open(file).close();
    try (Connection reader = JournalFile.openForReading(file);
        Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1, count(*) FROM sqlite_schema")) {
      assertTrue(row.next());
      assertRefused("another program has open", () -> Journal.open(file));
    }
    Journal.open(file).close();
  }

  @Test
  void anotherProcessIsNamedAndRefusedUntilItIsKilled() throws Exception {
    try (ChildJvm child = ChildJvm.start(JournalWriter.class, file.toString(), "5")) {
      assertEquals("written", child.line());
      assertTrue(Journal.isInUse(file));
      assertRefused("process [0-9]+ is working on", () -> Journal.open(file));
      assertEquals(5, Journal.read(file).size());
      child.kill();
    }
    assertFalse(Journal.isInUse(file));
    try (Journal journal = Journal.open(file)) {
      assertEquals(5, journal.entries().size());
      journal.append(List.of(JournalWriter.answer("next", 0.5)));
    }
  }

  @Test
  void aProcessThatIsRefusedDoesNotEndTheLockOfThisOne() throws Exception {
    try (Journal journal = Journal.open(file)) {
      assertRefused("working on", () -> Journal.open(file));
      assertTrue(Journal.isInUse(file));
      try (ChildJvm child = ChildJvm.start(JournalWriter.class, file.toString(), "1")) {
        String said = child.line();
        assertTrue(said.contains("InvalidInputException"), said);
      }
      assertEquals(0, journal.entries().size());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereNoMoreFitsTheMessageNamesTheFileAndWhatWasWrittenStays() throws Exception {
    try (ChildJvm child =
        ChildJvm.startWithSmallFiles(3000, JournalWriter.class, file.toString(), "100000", "100")) {
      String said = child.line();
      Matcher matcher =
          Pattern.compile("after ([0-9]+): could not use the journal (.*)").matcher(said);
      assertTrue(matcher.matches(), said);
      assertTrue(said.contains(file + "; the disk may be full: "), said);
      assertEquals(Integer.parseInt(matcher.group(1)), Journal.read(file).size());
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsReportedByName() throws IOException {
    Files.writeString(file, "level,candidate\n".repeat(1000));
    assertRefused("damaged journal", () -> Journal.open(file));
    assertRefused("damaged journal", () -> Journal.read(file));
    assertTrue(Files.readString(file).startsWith("level,candidate"));
  }

  @Test
  void anotherProgramsDatabaseIsLeftAlone() throws IOException, SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE photographs (name TEXT)");
    }
    byte[] bytes = Files.readAllBytes(file);
    assertRefused("another database", () -> Journal.open(file));
    assertRefused("another database", () -> Journal.read(file));
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void aJournalThatWasNotBegunIsBegun() throws IOException, SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA journal_mode = WAL");
    }
    assertTrue(Files.size(file) > 0);
    try (Journal journal = Journal.open(file)) {
      assertEquals(List.of(), journal.entries());
    }
  }

  @Test
  void aJournalOfAnotherVersionIsRefusedAndLeftAlone() throws IOException, SQLException {
    fill(1);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 7");
    }
    byte[] bytes = Files.readAllBytes(file);
    assertRefused("version 7", () -> Journal.open(file));
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void aJournalThatIsNotThereIsReportedAndNotMade() {
    assertRefused("no file", () -> Journal.read(file));
    assertFalse(Files.exists(file));
  }

  @Test
  void aJournalThatWasRefusedCanBeOpenedOnceItIsRepaired() throws IOException {
    Files.writeString(file, "no database, whatever its name says");
    assertRefused("damaged journal", () -> Journal.open(file));
    Files.delete(file);
    try (Journal journal = Journal.open(file)) {
      assertEquals(List.of(), journal.entries());
    }
  }

  private void fill(int answers) throws IOException {
    try (Journal journal = Journal.open(file)) {
      for (int i = 0; i < answers; i++) {
        journal.append(List.of(JournalWriter.answer("candidate " + i, i)));
      }
    }
  }

  private void assertRefused(String why, Executable open) {
    var refused = assertThrows(InvalidInputException.class, open);
    assertEquals(1, refused.problems().size());
    var problem = refused.problems().getFirst();
    assertTrue(problem.where().contains("journal.sqlite"), problem::toString);
    assertTrue(Pattern.compile(why).matcher(problem.found()).find(), problem::toString);
    assertFalse(problem.toString().contains("\n"), problem::toString);
  }
}
