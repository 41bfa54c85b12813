package io.crnas.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The network between workers and the process that searches: what comes to an address of its own is
 * handed on to the same port of 127.0.0.1, until it is cut.
 */
final class Relay implements AutoCloseable {
  /** Another address of this machine. */
  static final String ADDRESS = "127.0.0.2";

  private static final String TARGET = "127.0.0.1";

  private final List<ServerSocket> servers = new ArrayList<>();
  private final List<Link> links = new CopyOnWriteArrayList<>();

  /** How a network is cut. */
  enum Cut {
    /** Nothing comes through any more, and nobody is told. */
    SILENT,
    /** Both sides are told that the connection is closed. */
    CLOSED
  }

  /** A connection of a worker and the one that goes on from it. */
  private static final class Link {
    final Socket worker;
    final Socket target;
    volatile boolean cut;

    Link(Socket worker, Socket target) {
      this.worker = worker;
      this.target = target;
    }

    void begin() {
      carry(worker, target);
      carry(target, worker);
    }

    private void carry(Socket from, Socket to) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              InputStream in = from.getInputStream();
              OutputStream out = to.getOutputStream();
              byte[] bytes = new byte[1 << 16];
              for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!cut) {
                  out.write(bytes, 0, count);
                }
              }
              if (!cut) {
                close();
              }
            } catch (IOException e) {
              close();
            }
          });
    }

    void close() {
      try (worker) {
        target.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Of so many ports, which are {@link #port}s. */
  Relay(int ports) throws IOException {
    for (int i = 0; i < ports; i++) {
      var server = new ServerSocket(0, 0, InetAddress.ofLiteral(ADDRESS));
      servers.add(server);
      Thread.ofVirtual().start(() -> accept(server));
    }
  }

  private void accept(ServerSocket server) {
    while (true) {
      try {
        Socket worker = server.accept();
        var target = new Socket();
        target.connect(new InetSocketAddress(InetAddress.ofLiteral(TARGET), server.getLocalPort()));
        var link = new Link(worker, target);
        links.add(link);
        link.begin();
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  int port(int number) {
    return servers.get(number).getLocalPort();
  }

  /** Cuts all connections that there are; new ones come through. */
  void cut(Cut how) {
    for (Link link : links) {
      link.cut = true;
      if (how == Cut.CLOSED) {
        link.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket server : servers) {
      server.close();
    }
    links.forEach(Link::close);
  }
}
