package io.github.emrlaunch.local.spark.fs;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folders that this JVM has created. S3 has no folders: an empty one exists only during the job. Hadoop's own client
 * would write an object with a trailing slash for each.
 */
final class MadeFolders {
    private static final Set<S3Location> FOLDERS = ConcurrentHashMap.newKeySet();

    private MadeFolders() {}

    /** Adds a folder and its parents. */
    static void add(S3Location folder) {
        for (S3Location each = folder; !each.isBucket(); each = each.parent()) {
            FOLDERS.add(each);
        }
    }

    static boolean contains(S3Location folder) {
        return FOLDERS.contains(folder);
    }

    /** Removes a folder and its subfolders. */
    static void remove(S3Location folder) {
        FOLDERS.removeIf(each -> each.equals(folder) || each.isIn(folder));
    }

    /** Moves a folder and its subfolders. */
    static void move(S3Location from, S3Location to) {
        for (S3Location each : FOLDERS) {
            if (each.isIn(from)) {
                add(each.moved(from, to));
            }
        }
        remove(from);
        add(to);
    }

    /** Returns the names of the direct subfolders of a folder. */
    static Set<String> in(S3Location folder) {
        Set<String> names = new TreeSet<>();
        for (S3Location each : FOLDERS) {
            if (each.isIn(folder) && each.parent().equals(folder)) {
                names.add(each.key().substring(folder.prefix().length()));
            }
        }
        return names;
    }
}
