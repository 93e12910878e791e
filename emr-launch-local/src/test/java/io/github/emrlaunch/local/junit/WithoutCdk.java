package io.github.emrlaunch.local.junit;

import java.net.URL;
import java.net.URLClassLoader;

/** Loads the emulator's classes again, without the CDK on the class path. */
final class WithoutCdk extends URLClassLoader {
    WithoutCdk() {
        super(
                new URL[] {
                    LocalAwsExtension.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                },
                WithoutCdk.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("software.amazon.awscdk.") || name.startsWith("software.constructs.")) {
            throw new ClassNotFoundException(name + " is hidden");
        }
        if (!name.startsWith("io.github.emrlaunch.local.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
