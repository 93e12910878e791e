package io.github.emrlaunch.local.internal.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream with at most a given number of bytes of another stream. */
final class Section extends FilterInputStream {
    private long left;

    Section(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        int next = left == 0 ? -1 : super.read();
        left -= next < 0 ? 0 : 1;
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = left == 0 ? -1 : super.read(bytes, offset, (int) Math.min(left, length));
        left -= Math.max(0, count);
        return count;
    }
}
