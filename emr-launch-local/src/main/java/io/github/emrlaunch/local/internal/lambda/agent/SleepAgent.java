package io.github.emrlaunch.local.internal.lambda.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Redirects calls of {@link Thread#sleep} in the classes of a function, including its libraries, and in {@link TimeUnit} to {@link
 * VirtualSleep}. The AWS SDK therefore does not wait in real time before a retry. Other ways to wait, such as locks and executors, take
 * real time.
 */
public final class SleepAgent implements ClassFileTransformer {
    private static final String TIME_UNIT = "java/util/concurrent/TimeUnit";

    private SleepAgent() {}

    /** Called by the JVM before the main class. */
    public static void premain(String authority, Instrumentation instrumentation) {
        VirtualSleep.connectTo(authority);
        instrumentation.addTransformer(new SleepAgent(), true);
        try {
            instrumentation.retransformClasses(TimeUnit.class);
        } catch (UnmodifiableClassException e) {
            throw new IllegalStateException("TimeUnit.sleep can't be virtual", e);
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        boolean isOfJdk = loader == null || loader == ClassLoader.getPlatformClassLoader();
        return isOfJdk && !className.equals(TIME_UNIT)
                ? null
                : ConstantPool.redirect(classFile, "java/lang/Thread", "sleep", VirtualSleep.class);
    }
}
