package io.crnas.experiments.worker;

import io.crnas.framework.device.Device;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.worker.WorkerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Consumer;

/**
 * The worker processes of a run. Each is started when it is first needed, has one order at a time,
 * and is replaced when it dies; what it was doing is then given to another.
 */
public final class Workers implements AutoCloseable {
  /** How many workers an order is given to that die of it. */
  public static final int ATTEMPTS = 3;

  /** How long after a worker this process may hear of a signal that both were sent. */
  private static final Duration SAME_SIGNAL = Duration.ofSeconds(1);

  private final WorkerPlan plan;
  private final Path folder;
  private final Progress progress;
  private final ScratchFolder scratch;

  /** Those with a process before those without: none is started while another has nothing to do. */
  private final BlockingDeque<Seat> free;

  /** Of all that there are and were, in the order in which they came; guarded by this. */
  private final List<Standing> standings = new ArrayList<>();

  /** The place of one worker after the other. */
  private static final class Seat {
    final Device device;
    Optional<Seated> seated = Optional.empty();

    Seat(Device device) {
      this.device = device;
    }
  }

  /** Who has a seat. */
  private record Seated(WorkerProcess process, Standing standing) {}

  /** What is told of one. */
  private static final class Standing {
    final String name;
    final String place;
    long answered;
    Optional<String> lost = Optional.empty();

    Standing(String name, String place) {
      this.name = name;
      this.place = place;
    }

    WorkerState state() {
      return new WorkerState(name, place, answered, lost);
    }
  }

  /**
   * @param plan of at least one
   * @param folder of the run, where it is told who works
   * @param seats one for each
   */
  public Workers(WorkerPlan plan, Path folder, Seats seats, Progress progress) throws IOException {
    if (seats.devices().size() != plan.count()) {
      throw new IllegalArgumentException(plan.count() + " workers on " + seats);
    }
    this.plan = plan;
    this.folder = folder;
    this.progress = progress;
    this.scratch = new ScratchFolder("crnas-workers");
    this.free = new LinkedBlockingDeque<>();
    seats.devices().forEach(device -> free.add(new Seat(device)));
    seats.warning().ifPresent(progress::say);
  }

  /** How many there are. */
  public int count() {
    return plan.count();
  }

  /** How an order ended. */
  public sealed interface Outcome {
    /** With an answer. */
    record Answered(Reply.Answer answer) implements Outcome {}

    /**
     * Every worker that had it died.
     *
     * @param why how the last one did
     */
    record Deadly(String why) implements Outcome {}
  }

  /**
   * Has something done by the next worker that is free, and waits for it.
   *
   * @param heard hears how it goes; where a worker died, it begins again with another
   * @throws IOException if no worker can be started
   * @throws InterruptedException also where this process is ending; the worker is killed
   */
  public Outcome ask(Order order, Consumer<Reply.Told> heard)
      throws IOException, InterruptedException {
    String why = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Seat seat = free.take();
      try {
        Seated seated = seated(seat);
        Optional<Reply.Answer> answer = answer(seated.process(), order, heard);
        if (answer.isPresent()) {
          count(seated.standing(), order.size());
          return new Outcome.Answered(answer.get());
        }
        seat.seated = Optional.empty();
        why = lose(seated);
      } catch (InterruptedException | RuntimeException e) {
        // It is at work that nobody waits for.
        seat.seated.ifPresent(one -> one.process().kill());
        seat.seated = Optional.empty();
        throw e;
      } finally {
        release(seat);
      }
    }
    return new Outcome.Deadly(why);
  }

  private void release(Seat seat) {
    if (seat.seated.isPresent()) {
      free.addFirst(seat);
    } else {
      free.addLast(seat);
    }
  }

  private Seated seated(Seat seat) throws IOException {
    if (seat.seated.isPresent()) {
      return seat.seated.get();
    }
    synchronized (this) {
      String name = Integer.toString(standings.size() + 1);
      Path temporary = Files.createDirectory(scratch.path().resolve(name));
      WorkerProcess process =
          WorkerProcess.start(
              WorkerCommandLine.of(plan, seat.device, temporary),
              scratch.path().resolve(name + ".err"));
      var standing = new Standing(name, "process %d on %s".formatted(process.pid(), seat.device));
      standings.add(standing);
      tell();
      var seated = new Seated(process, standing);
      seat.seated = Optional.of(seated);
      return seated;
    }
  }

  /** Empty where the worker has died. */
  private static Optional<Reply.Answer> answer(
      WorkerProcess process, Order order, Consumer<Reply.Told> heard) throws InterruptedException {
    process.send(order);
    while (true) {
      Optional<Reply> next = process.next();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      switch (next.get()) {
        case Reply.Told told -> heard.accept(told);
        case Reply.Answer answer -> {
          return Optional.of(answer);
        }
      }
    }
  }

  private synchronized void count(Standing standing, int more) throws IOException {
    standing.answered += more;
    tell();
  }

  /** Says that a worker is there no more, and how it died. */
  private String lose(Seated seated) throws IOException, InterruptedException {
    String why = seated.process().ending();
    // Ctrl-C, for one, ends this process, too, and is no death of a worker.
    Thread.sleep(SAME_SIGNAL);
    requireGoingOn();
    synchronized (this) {
      seated.standing().lost = Optional.of(why);
      tell();
    }
    progress.say(
        "worker %s (%s) is lost, and another has its work: %s"
            .formatted(seated.standing().name, seated.standing().place, why));
    return why;
  }

  private static void requireGoingOn() throws InterruptedException {
    var hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      throw new InterruptedException("crnas is being stopped");
    }
  }

  private void tell() throws IOException {
    WorkerState.write(folder, standings.stream().map(Standing::state).toList());
  }

  /** For one that nobody asks any more. */
  @Override
  public void close() {
    List<WorkerProcess> processes =
        free.stream().flatMap(seat -> seat.seated.stream()).map(Seated::process).toList();
    try (scratch) {
      processes.forEach(WorkerProcess::dismiss);
      for (WorkerProcess process : processes) {
        process.awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
