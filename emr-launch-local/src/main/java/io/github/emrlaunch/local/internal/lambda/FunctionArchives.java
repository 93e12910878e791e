package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.internal.files.FolderDeletion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The user's folder of class archives of Java functions, one for each content of a jar. It is private, since a JVM runs the classes in an
 * archive.
 *
 * @see FunctionArchive
 */
final class FunctionArchives {
    private static final String SWITCH = "EMR_LAUNCH_CLASS_ARCHIVES";
    private static final int MOST_KEPT = 8;

    /** The digests of jars. The functions of a stack share a jar. */
    private static final Map<JarFile, String> DIGESTS = new ConcurrentHashMap<>();

    private final Path folder;
    private final RuntimeClient client;

    private record JarFile(Path path, long size, FileTime modified) {}

    private FunctionArchives(Path folder, RuntimeClient client) {
        this.folder = folder;
        this.client = client;
    }

    /** Returns the archives of the user; empty if they are disabled or the folder cannot be private. */
    static Optional<FunctionArchives> ofUser(Map<String, String> environment, RuntimeClient client) {
        if (environment.getOrDefault(SWITCH, "true").equals("false")) {
            return Optional.empty();
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        return in(
                (cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                        .resolve("emr-launch-local")
                        .resolve("functions"),
                client);
    }

    /** Returns the archives in a folder; empty if it cannot be private, or if the client is not in jars, which archives require. */
    static Optional<FunctionArchives> in(Path folder, RuntimeClient client) {
        try {
            if (!folder.isAbsolute() || !client.classPath().stream().allMatch(Files::isRegularFile)) {
                return Optional.empty();
            }
            Path parent = Files.createDirectories(folder).getParent();
            if (parent == null) {
                return Optional.empty();
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Path probe = Files.createTempFile(folder, "owner", "");
            Object user = Files.getAttribute(probe, "unix:uid");
            Files.delete(probe);
            return isPrivate(folder.toRealPath(), user)
                    ? Optional.of(new FunctionArchives(folder, client))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // The home cannot be written, or the system does not have such permissions.
            return Optional.empty();
        }
    }

    /** Returns whether only the user and root can change or replace the folder. */
    private static boolean isPrivate(Path folder, Object user) throws IOException {
        for (Path path = folder; path != null; path = path.getParent()) {
            Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            boolean writableByOthers = (mode & 0022) != 0;
            boolean sticky = (mode & 01000) != 0;
            if (!(owner.equals(user) || owner.equals(0)) || (writableByOthers && !sticky)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the archive for a jar, which may not exist yet; null if it cannot be created. */
    @Nullable FunctionArchive of(Path jar) {
        try {
            Path archive = folder.resolve(key(jar));
            if (!Files.isDirectory(archive)) {
                add(jar, archive);
                deleteOldest();
            }
            Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
            return new FunctionArchive(archive, client);
        } catch (IOException e) {
            // The function runs without an archive.
            return null;
        }
    }

    private void add(Path jar, Path archive) throws IOException {
        Path prepared = Files.createTempDirectory(folder, "new-");
        try {
            Files.copy(jar, prepared.resolve(FunctionArchive.JAR));
            Files.copy(client.agent(), prepared.resolve(FunctionArchive.AGENT));
            Files.move(prepared, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            FolderDeletion.delete(prepared);
            if (!Files.isDirectory(archive)) {
                throw e;
            }
            // Another process was faster.
        }
    }

    /** Keeps the last used folders: {@value #MOST_KEPT} with an archive and as many without. */
    private void deleteOldest() throws IOException {
        Map<Boolean, List<Path>> archives;
        try (Stream<Path> files = Files.list(folder)) {
            archives = files.sorted(
                            Comparator.comparing(FunctionArchives::lastUse).reversed())
                    .collect(Collectors.partitioningBy(FunctionArchive::isMade));
        }
        archives.values().forEach(each -> each.stream().skip(MOST_KEPT).forEach(FolderDeletion::delete));
    }

    private static FileTime lastUse(Path archive) {
        try {
            return Files.getLastModifiedTime(archive);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Returns the name of an archive: a digest of the JDK, the client, the agent and the content of the jar. */
    private String key(Path jar) throws IOException {
        StringBuilder text = new StringBuilder(digest(jar));
        for (String property : List.of("java.home", "java.vm.vendor", "java.vm.version", "os.arch")) {
            text.append('\n').append(System.getProperty(property));
        }
        for (Path path : client.classPath()) {
            text.append('\n').append(jarFile(path));
        }
        MessageDigest digest = sha256();
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        digest.update(RuntimeClient.agentClasses());
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static String digest(Path jar) throws IOException {
        JarFile file = jarFile(jar);
        String known = DIGESTS.get(file);
        if (known != null) {
            return known;
        }
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(jar), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String made = HexFormat.of().formatHex(digest.digest());
        DIGESTS.put(file, made);
        return made;
    }

    private static JarFile jarFile(Path path) throws IOException {
        return new JarFile(path, Files.size(path), Files.getLastModifiedTime(path));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
