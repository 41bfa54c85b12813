package io.crnas.experiments.console;

import io.crnas.framework.progress.Progress;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Counts; what is shown of it is up to the heirs, which are called one at a time. */
abstract class Reporter implements Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final LongSupplier nanoTime;

  Reporter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  abstract void started(Work work, long now);

  abstract void advanced(Work work, long now);

  abstract void ended(Work work, long now);

  abstract void said(String line);

  @Override
  public final Task start(String name, long total, String unit) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      var work = new Work(name, total, unit, now);
      started(work, now);
      return new Counting(work);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final void say(String line) {
    lock.lock();
    try {
      said(line);
    } finally {
      lock.unlock();
    }
  }

  private final class Counting implements Task {
    private final Work work;
    private boolean closed;

    Counting(Work work) {
      this.work = work;
    }

    @Override
    public void resume(long units) {
      lock.lock();
      try {
        work.resume(units, nanoTime.getAsLong());
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void complete() {
      lock.lock();
      try {
        work.complete();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void advance(long units) {
      lock.lock();
      try {
        long now = nanoTime.getAsLong();
        work.advance(units, now);
        if (!closed) {
          advanced(work, now);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void detail(String text) {
      lock.lock();
      try {
        work.detail(text);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          long now = nanoTime.getAsLong();
          work.tick(now);
          ended(work, now);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
