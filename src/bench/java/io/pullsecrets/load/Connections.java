package io.pullsecrets.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.pullsecrets.ServingCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Open HTTPS connections to one URL, all on one event loop, which send the same requests again and
 * again. They are encoded once, and of an answer only status and end are looked at, so that this
 * side costs little beside the server.
 */
final class Connections implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EventLoop loop;
  private final List<Connection> all = new ArrayList<>();

  /** Which pace the connections keep; touched by the event loop only, as all below. */
  private Pace pace = Pace.NONE;

  private @Nullable CompletableFuture<?> running;

  private final List<ByteBuf> requests;
  private int sent;

  private Connections(EventLoop loop, List<ByteBuf> requests) {
    this.loop = loop;
    this.requests = requests;
  }

  /** A TLS 1.3 client that trusts who signed this certificate. */
  static SslContext trusting(ServingCertificate certificate) throws IOException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .trustManager(certificate.authorityFile().toFile())
        .protocols("TLSv1.3")
        .build();
  }

  /**
   * Opens them; their TLS handshakes are over then.
   *
   * @param loop where they live
   * @param trust verifies the server
   * @param bodies what the requests send, in turn
   */
  static Connections open(
      EventLoop loop, SslContext trust, int port, String path, List<byte[]> bodies, int count)
      throws InterruptedException {
    Connections connections =
        new Connections(loop, bodies.stream().map(body -> request(port, path, body)).toList());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Connection connection = connections.new Connection(channel);
                    channel
                        .pipeline()
                        .addLast(trust.newHandler(channel.alloc(), "127.0.0.1", port))
                        .addLast(new HttpResponseDecoder())
                        .addLast(connection);
                    connections.all.add(connection);
                  }
                });
    for (int i = 0; i < count; i++) {
      Channel channel = bootstrap.connect("127.0.0.1", port).sync().channel();
      channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
    }
    return connections;
  }

  private static ByteBuf request(int port, String path, byte[] body) {
    String head =
        "POST %s?timeout=10s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: kube-apiserver-admission\r\nContent-Length: %d\r\nAccept: application/json, */*\r\nContent-Type: application/json\r\n\r\n"
            .formatted(path, port, body.length);
    return Unpooled.unreleasableBuffer(
        Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body));
  }

  /**
   * Each connection sends its next request when the answer to the last one has come.
   *
   * @return the times from request to answer, in nanoseconds
   */
  Histogram closedLoop(Duration duration) throws InterruptedException {
    Histogram times = newHistogram();
    return run(
        times,
        done -> {
          long end = System.nanoTime() + duration.toNanos();
          pace =
              connection -> {
                long now = System.nanoTime();
                times.recordValue(now - connection.due);
                if (now < end) {
                  connection.send(now);
                } else if (all.stream().noneMatch(each -> each.busy)) {
                  done.complete(null);
                }
              };
          all.forEach(connection -> connection.send(System.nanoTime()));
        });
  }

  /**
   * Requests fall due at even distances, whether or not answers come; one that finds no free
   * connection waits for one.
   *
   * @return the times from when a request was due until its answer, in nanoseconds
   */
  Histogram paced(double perSecond, Duration duration) throws InterruptedException {
    Histogram times = newHistogram();
    return run(
        times,
        done -> {
          ArrayDeque<Connection> free = new ArrayDeque<>(all);
          long distance = (long) (1e9 / perSecond);
          pace =
              connection -> {
                times.recordValue(System.nanoTime() - connection.due);
                free.add(connection);
              };
          new Runnable() {
            private long due = System.nanoTime();
            private final long end = due + duration.toNanos();

            @Override
            public void run() {
              while (due < end && due <= System.nanoTime() && !free.isEmpty()) {
                free.remove().send(due);
                due += distance;
              }
              if (due >= end && free.size() == all.size()) {
                done.complete(null);
              } else {
                // Not by a timer, which would be late by up to a millisecond.
                loop.execute(this);
              }
            }
          }.run();
        });
  }

  private Histogram run(Histogram times, Round round) throws InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          running = done;
          round.begin(done);
        });
    try {
      done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return times;
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the round didn't end well", e);
    }
  }

  private static Histogram newHistogram() {
    return new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
  }

  @Override
  public void close() {
    for (Connection each : all) {
      each.channel.close().syncUninterruptibly();
    }
  }

  /** What is done when an answer has come. */
  private interface Pace {
    Pace NONE = connection -> {};

    void answered(Connection connection);
  }

  /** Begins a round, on the event loop. */
  private interface Round {
    void begin(CompletableFuture<Void> done);
  }

  private final class Connection extends SimpleChannelInboundHandler<HttpObject> {
    private final Channel channel;
    private boolean busy;
    private long due;

    Connection(Channel channel) {
      this.channel = channel;
    }

    void send(long due) {
      this.due = due;
      busy = true;
      ByteBuf request = requests.get(sent++ % requests.size());
      ChannelFuture unused = channel.writeAndFlush(request.duplicate());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof HttpResponse answer && !answer.status().equals(HttpResponseStatus.OK)) {
        throw new IllegalStateException("the server answered " + answer.status());
      }
      if (part instanceof LastHttpContent) {
        busy = false;
        pace.answered(this);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (running != null) {
        running.completeExceptionally(cause);
      }
    }
  }
}
