package io.github.emrlaunch.local.internal.lambda.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Redirects calls of {@link Thread#sleep} in the classes of a function, its libraries among them, to {@link VirtualSleep}. Other
 * ways to wait, such as {@code TimeUnit.sleep}, locks and executors, take real time.
 */
public final class SleepAgent implements ClassFileTransformer {
    private SleepAgent() {}

    /** Called by the JVM before the main class. */
    public static void premain(String authority, Instrumentation instrumentation) {
        VirtualSleep.connectTo(authority);
        instrumentation.addTransformer(new SleepAgent());
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        boolean isOfJdk = loader == null || loader == ClassLoader.getPlatformClassLoader();
        return isOfJdk ? null : ConstantPool.redirect(classFile, "java/lang/Thread", "sleep", VirtualSleep.class);
    }
}
