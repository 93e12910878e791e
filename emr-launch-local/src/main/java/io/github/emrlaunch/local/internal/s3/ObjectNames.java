package io.github.emrlaunch.local.internal.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file names of keys. The segments of a key between its slashes are folder names, and the last segment is a file name, unchanged.
 * Segments that cannot be a name are written with the mark {@code %%}:
 *
 * <ul>
 *   <li>{@code %%-} is an empty segment, as in {@code a//b} and at the end of {@code a/};
 *   <li>{@code %%2E} is a byte in hexadecimal digits: the dots of {@code .} and {@code ..}, a zero byte, a character that file
 *       names cannot have on this machine, and each {@code %} of a segment that contains the mark;
 *   <li>a name that ends with {@code %%+} continues in the next name: a segment of more than 255 bytes;
 *   <li>{@code %%o} is the object whose key is the path of its folder: {@code a} next to {@code a/b}.
 * </ul>
 *
 * This class depends only on the JDK, so that other processes can use it for the same folders.
 */
public final class ObjectNames {
    /** The name of the object whose key is the path of its folder. */
    public static final String OBJECT = "%%o";

    private static final String MARK = "%%";
    private static final String EMPTY = "%%-";
    private static final String MORE = "%%+";
    private static final int LONGEST_NAME = 255;
    private static final int PIECE = 240;
    private static final Charset ON_DISK = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private ObjectNames() {}

    /** Returns the folder names and the file name of a key. When the last name is a folder, the file is {@link #OBJECT} in it. */
    public static List<String> names(String key) {
        List<String> names = new ArrayList<>();
        for (String segment : key.split("/", -1)) {
            addNames(segment, names);
        }
        return names;
    }

    /**
     * Returns the key of a file.
     *
     * @param names the names of its folders under the folder of the bucket, and its own name
     * @return empty when no key has this file name
     */
    public static Optional<String> key(List<String> names) {
        boolean besideFolder = names.size() > 1 && names.get(names.size() - 1).equals(OBJECT);
        List<String> all = besideFolder ? names.subList(0, names.size() - 1) : names;
        StringBuilder key = new StringBuilder();
        boolean goesOn = true;
        for (String name : all) {
            key.append(goesOn ? "" : "/");
            goesOn = name.endsWith(MORE);
            String text = goesOn ? name.substring(0, name.length() - MORE.length()) : name;
            key.append(text.equals(EMPTY) ? "" : text.contains(MARK) ? decoded(text) : text);
        }
        return names(key.toString()).equals(all) ? Optional.of(key.toString()) : Optional.empty();
    }

    private static void addNames(String segment, List<String> names) {
        if (segment.isEmpty()) {
            names.add(EMPTY);
            return;
        }
        boolean tooLong = bytes(segment) > LONGEST_NAME;
        if (!tooLong && !segment.contains(MARK) && !isDots(segment) && isStorable(segment)) {
            names.add(segment);
            return;
        }
        StringBuilder name = new StringBuilder();
        int[] codePoints = segment.codePoints().toArray();
        for (int codePoint : codePoints) {
            String unit = encoded(codePoint, isDots(segment));
            if (bytes(name) + bytes(unit) > PIECE) {
                names.add(name + MORE);
                name.setLength(0);
            }
            name.append(unit);
        }
        names.add(isDots(name.toString()) ? name.toString().replace(".", "%%2E") : name.toString());
    }

    private static boolean isDots(String name) {
        return name.equals(".") || name.equals("..");
    }

    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0
                && (ON_DISK.equals(StandardCharsets.UTF_8)
                        || ON_DISK.newEncoder().canEncode(text));
    }

    private static String encoded(int codePoint, boolean dots) {
        String character = Character.toString(codePoint);
        if (codePoint != '%' && !(dots && codePoint == '.') && isStorable(character)) {
            return character;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte each : character.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(MARK).append("%02X".formatted(each));
        }
        return escaped.toString();
    }

    private static String decoded(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int mark = name.indexOf(MARK); mark >= 0; mark = name.indexOf(MARK, from)) {
            bytes.writeBytes(name.substring(from, mark).getBytes(StandardCharsets.UTF_8));
            from = mark + MARK.length();
            if (name.length() >= from + 2 && name.substring(from, from + 2).matches("[0-9A-F]{2}")) {
                bytes.write(Integer.parseInt(name.substring(from, from + 2), 16));
                from += 2;
            }
        }
        bytes.writeBytes(name.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
