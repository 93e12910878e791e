package io.github.emrlaunch.client.cli;

import java.util.ArrayList;
import java.util.List;

/** Wraps text to a width in terminal columns. */
final class Lines {
    /** Characters after which a long word may be wrapped. */
    private static final String SEAMS = "/.:,_-=";

    private Lines() {}

    /** Returns the columns of a text: wide characters have two, combining marks none. */
    static int width(String text) {
        return text.codePoints().map(Lines::width).sum();
    }

    private static int width(int sign) {
        int type = Character.getType(sign);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = sign >= 0x1100
                && (sign <= 0x115F
                        || (sign >= 0x2E80 && sign <= 0xA4CF)
                        || (sign >= 0xAC00 && sign <= 0xD7A3)
                        || (sign >= 0xF900 && sign <= 0xFAFF)
                        || (sign >= 0xFE30 && sign <= 0xFE6F)
                        || (sign >= 0xFF00 && sign <= 0xFF60)
                        || (sign >= 0x1F300 && sign <= 0x1FAFF)
                        || (sign >= 0x20000 && sign <= 0x3FFFD));
        return wide ? 2 : 1;
    }

    /** Returns the width of the longest piece that should not be split. */
    static int widestPiece(String text) {
        return pieces(text).stream()
                .mapToInt(piece -> width(piece.strip()))
                .max()
                .orElse(0);
    }

    /** Returns a text, truncated with an ellipsis if it is too long. */
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        return take(text, Math.max(0, width - 1)) + "…";
    }

    /** Splits a text into lines, at blanks if possible, else at seams, else anywhere. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String piece : pieces(text)) {
            String rest = piece;
            if (width(line + rest.stripTrailing()) > width && !line.isEmpty()) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            }
            while (width(rest.stripTrailing()) > width) {
                String taken = take(rest, width);
                lines.add(taken);
                rest = rest.substring(taken.length());
            }
            line.append(rest);
        }
        if (!line.isEmpty() || lines.isEmpty()) {
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Returns as many characters as fit, at least one. */
    private static String take(String text, int width) {
        StringBuilder taken = new StringBuilder();
        int columns = 0;
        for (int sign : text.codePoints().toArray()) {
            columns += width(sign);
            if (columns > width && !taken.isEmpty()) {
                break;
            }
            taken.appendCodePoint(sign);
        }
        return taken.toString();
    }

    /** Splits a text into pieces, each with the blank or seam at its end. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean last = i + 1 == text.length();
            boolean blank = text.charAt(i) == ' ';
            boolean seam = blank || SEAMS.indexOf(text.charAt(i)) >= 0;
            if (last || (seam && text.charAt(i + 1) != ' ')) {
                pieces.add(text.substring(begin, i + 1));
                begin = i + 1;
            }
        }
        return pieces;
    }
}
