package io.pullsecrets.tracing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The fields of one message in Protocol Buffers' binary form, by their numbers. */
final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final Map<Integer, List<Object>> fields = new LinkedHashMap<>();

  ProtobufFields(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      Object value =
          switch (tag & 7) {
            case VARINT -> varint(in);
            case FIXED64 -> in.getLong();
            case FIXED32 -> (long) in.getInt();
            case BYTES -> bytes(in);
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
          };
      fields.computeIfAbsent(tag >>> 3, number -> new ArrayList<>()).add(value);
    }
  }

  /** The messages that stand in a field. */
  Stream<ProtobufFields> messages(int number) {
    return all(number).map(each -> new ProtobufFields((byte[]) each));
  }

  /** Empty if it isn't there. */
  String text(int number) {
    return all(number)
        .map(each -> new String((byte[]) each, StandardCharsets.UTF_8))
        .findFirst()
        .orElse("");
  }

  /** In hexadecimal digits; empty if it isn't there. */
  String hex(int number) {
    return all(number).map(each -> HexFormat.of().formatHex((byte[]) each)).findFirst().orElse("");
  }

  /** 0 if it isn't there. */
  long number(int number) {
    return all(number).map(each -> (Long) each).findFirst().orElse(0L);
  }

  private Stream<Object> all(int number) {
    return fields.getOrDefault(number, List.of()).stream();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return bytes;
  }
}
