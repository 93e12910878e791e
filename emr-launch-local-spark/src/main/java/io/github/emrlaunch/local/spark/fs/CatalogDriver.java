package io.github.emrlaunch.local.spark.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The database of the catalog that the jobs of a cluster share. Derby allows one process at a time: this driver waits for the
 * others. The JVM holds a file lock until it exits.
 */
public final class CatalogDriver implements Driver {
    /** The prefix of an address; the folder of the database follows. */
    public static final String ADDRESS = "jdbc:emr-launch-catalog:";

    private static @Nullable FileChannel lock;

    static {
        try {
            DriverManager.registerDriver(new CatalogDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Hive's class path loads it. */
    public CatalogDriver() {}

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(ADDRESS);
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String folder = url.substring(ADDRESS.length());
        enter(folder);
        try {
            Driver derby = Class.forName("org.apache.derby.jdbc.EmbeddedDriver")
                    .asSubclass(Driver.class)
                    .getConstructor()
                    .newInstance();
            return derby.connect("jdbc:derby:;databaseName=" + folder + ";create=true", properties);
        } catch (ReflectiveOperationException e) {
            throw new SQLException("The catalog needs Derby, which Spark brings", e);
        }
    }

    private static synchronized void enter(String folder) throws SQLException {
        if (lock != null) {
            return;
        }
        try {
            FileChannel channel =
                    FileChannel.open(Path.of(folder + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                // Hive's log is not shown. A job can reach its time limit here.
                System.err.println(
                        "Waiting for the catalog of the cluster: another job uses it, and Derby, its database, lets"
                                + " one process in");
                channel.lock();
            }
            lock = channel;
        } catch (IOException e) {
            throw new SQLException("The catalog in " + folder + " cannot be locked", e);
        }
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return true;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Derby has no logger");
    }
}
