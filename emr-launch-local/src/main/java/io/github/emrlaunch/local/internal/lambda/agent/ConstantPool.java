package io.github.emrlaunch.local.internal.lambda.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The constant pool of a class file.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">The Constant Pool</a>
 */
final class ConstantPool {
    private static final int COUNT = 8;
    private static final int FIRST = 10;

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int METHOD = 10;

    private final ByteBuffer file;

    /** The offsets of the entries by index; 0 for the second index of entries that take two. */
    private final int[] entries;

    private final int end;

    private ConstantPool(byte[] classFile) {
        this.file = ByteBuffer.wrap(classFile);
        this.entries = new int[unsigned(COUNT)];
        int at = FIRST;
        for (int i = 1; i < entries.length; i++) {
            entries[i] = at;
            int tag = classFile[at];
            at += length(at, tag);
            if (tag == LONG || tag == DOUBLE) {
                i++;
            }
        }
        this.end = at;
    }

    private int length(int at, int tag) {
        return switch (tag) {
            case UTF8 -> 3 + unsigned(at + 1);
            case LONG, DOUBLE -> 9;
            // Class, String, MethodType, Module, Package
            case CLASS, 8, 16, 19, 20 -> 3;
            // MethodHandle
            case 15 -> 4;
            // Integer, Float, Fieldref, Methodref, InterfaceMethodref, NameAndType, Dynamic, InvokeDynamic
            case 3, 4, 9, METHOD, 11, 12, 17, 18 -> 5;
            default -> throw new IllegalArgumentException("The constant pool has an unknown tag: " + tag);
        };
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(file.getShort(at));
    }

    /**
     * Redirects the calls of a static method to the method with the same name and parameters in another class.
     *
     * @return the changed class file; null when no code calls the method
     */
    static byte @Nullable [] redirect(byte[] classFile, String owner, String method, Class<?> target) {
        return new ConstantPool(classFile).redirect(owner, method, target);
    }

    private byte @Nullable [] redirect(String owner, String method, Class<?> target) {
        int targetClass = entries.length + 1;
        boolean changed = false;
        for (int entry : entries) {
            if (entry > 0 && file.get(entry) == METHOD && calls(entry, owner, method)) {
                file.putShort(entry + 1, (short) targetClass);
                changed = true;
            }
        }
        return changed ? withClass(target.getName().replace('.', '/')) : null;
    }

    private boolean calls(int entry, String owner, String method) {
        int ownerClass = entries[unsigned(entry + 1)];
        int nameAndType = entries[unsigned(entry + 3)];
        return text(unsigned(nameAndType + 1)).equals(method)
                && text(unsigned(ownerClass + 1)).equals(owner);
    }

    private String text(int index) {
        int entry = entries[index];
        return new String(file.array(), entry + 3, unsigned(entry + 1), StandardCharsets.UTF_8);
    }

    /** Returns the class file with two more entries: the name of a class, and the class. */
    private byte[] withClass(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer changed = ByteBuffer.allocate(file.capacity() + 3 + text.length + 3);
        changed.put(file.array(), 0, end);
        changed.put((byte) UTF8).putShort((short) text.length).put(text);
        changed.put((byte) CLASS).putShort((short) entries.length);
        changed.put(file.array(), end, file.capacity() - end);
        changed.putShort(COUNT, (short) (entries.length + 2));
        return changed.array();
    }
}
