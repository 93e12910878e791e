package io.github.emrlaunch.local.junit;

import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.ExistingResources;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCheckpoint;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.jobs.Jobs;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awscdk.App;

/**
 * Runs a CDK app on a local emulator of AWS, for tests of JUnit 5.
 *
 * <pre>{@code
 * class NightlyTest {
 *     @RegisterExtension
 *     static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new AnalyticsStack(app, "Analytics"));
 *
 *     @Test
 *     void launches() {
 *         LocalExecution execution = aws.run("analytics_nightly", "{}");
 *
 *         assertThat(execution).succeeded().leftNoClusters();
 *     }
 * }
 * }</pre>
 *
 * <p>In a static field, the app is synthesized and deployed once for all tests of the class and of those that are nested in it. Each
 * test begins with what is deployed and with what {@code @BeforeAll} methods did: what a test made or changed is gone after it, the
 * virtual time included, see {@link LocalCheckpoint}. The processes of functions stay warm, with what their code keeps in memory.
 * Tests that share a deployment take turns, also where JUnit runs them in parallel; all that a {@code @TestFactory} makes is one
 * test. In a field of the instance, the app is synthesized and deployed for each test, unless JUnit makes one instance for all.
 *
 * <p>Tests may take parameters of the types {@link LocalAws} and {@link Deployment}.
 *
 * <p>{@code @ExtendWith(LocalAwsExtension.class)} gives tests an emulator without anything deployed, as a parameter of type {@link
 * LocalAws}: each method its own, unless a {@code @BeforeAll} method asked for one, which then all tests of the class share.
 */
public final class LocalAwsExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LocalAwsExtension.class);

    private final ExtensionSettings settings;
    private final boolean registered;
    /** Tests that share a deployment take turns, also where JUnit runs them in parallel. */
    private final Semaphore turn = new Semaphore(1, true);
    /** The classes that share a deployment, the one that is nested in the others first; empty where each test has its own. */
    private final Deque<TestClass> classes = new ConcurrentLinkedDeque<>();

    private volatile @Nullable DeployedAws running;
    /** The unique id of the test whose turn it is. */
    private volatile String current = "";

    /** A class of tests, and what there was before the first of its tests. */
    private static final class TestClass {
        private final String id;
        private final @Nullable LocalCheckpoint begin;
        private @Nullable LocalCheckpoint beforeTests;

        TestClass(String id, @Nullable LocalCheckpoint begin) {
            this.id = id;
            this.begin = begin;
        }
    }

    /** An emulator without anything deployed, for {@code @ExtendWith}. */
    public LocalAwsExtension() {
        this(ExtensionSettings.NONE, false);
    }

    private LocalAwsExtension(ExtensionSettings settings, boolean registered) {
        this.settings = settings;
        this.registered = registered;
    }

    private static LocalAwsExtension of(ExtensionSettings settings) {
        return new LocalAwsExtension(settings, true);
    }

    /**
     * Synthesizes and deploys an app.
     *
     * @param stacks adds the stacks, such as {@code app -> new AnalyticsStack(app, "Analytics")}; it does not call {@code synth}
     */
    public static LocalAwsExtension forApp(Consumer<App> stacks) {
        return of(ExtensionSettings.NONE).andApp(stacks);
    }

    /**
     * Deploys a cloud assembly that is there already.
     *
     * @param cloudAssembly the folder that {@code cdk synth} wrote, usually {@code cdk.out}
     */
    public static LocalAwsExtension forAssembly(Path cloudAssembly) {
        return of(ExtensionSettings.NONE.withApp((context, folder) -> cloudAssembly));
    }

    /** Synthesizes and deploys another app, after those before it: such as a team's app after the platform's. */
    public LocalAwsExtension andApp(Consumer<App> stacks) {
        return of(settings.withApp((context, folder) -> {
            CdkApps.synthesize(stacks, context, folder);
            return folder;
        }));
    }

    /** The account, twelve digits. Default: that of the stacks; 123456789012 where they are for any. */
    public LocalAwsExtension account(String value) {
        return of(settings.withAccount(value));
    }

    /** The region. Default: that of the stacks; us-east-1 where they are for any. */
    public LocalAwsExtension region(String value) {
        return of(settings.withRegion(value));
    }

    /**
     * A value of the context of the CDK, which {@code cdk synth --context} gives.
     *
     * @param value a string, a number, a boolean, a list or a map
     */
    public LocalAwsExtension context(String key, Object value) {
        return of(settings.withContext(Map.of(key, value)));
    }

    /**
     * A file with values of the context: a {@code cdk.json} or a {@code cdk.context.json}.
     *
     * @throws IllegalArgumentException when it can't be read, or is of another form
     */
    public LocalAwsExtension contextFile(Path file) {
        return of(settings.withContext(ContextFile.read(file)));
    }

    /** Declares what is in the account before anything is deployed. */
    public LocalAwsExtension existing(Consumer<ExistingResources> declaration) {
        return of(settings.withExisting(declaration));
    }

    /**
     * What runs the jobs of steps and of EMR Serverless, such as {@code SparkJobs.installed()} of {@code emr-launch-local-spark}.
     * Default: nothing does; they are simulated.
     */
    public LocalAwsExtension jobs(Jobs value) {
        return emulator(builder -> builder.jobs(value));
    }

    /** Other settings of the emulator, such as {@code builder -> builder.functionVariable("LOG_LEVEL", "DEBUG")}. */
    public LocalAwsExtension emulator(Consumer<LocalAws.Builder> setting) {
        return of(settings.withSetting(setting));
    }

    /**
     * The emulator.
     *
     * @throws IllegalStateException when no test runs that has registered this extension
     */
    public LocalAws local() {
        return deployed().aws();
    }

    /**
     * What was deployed.
     *
     * @throws IllegalStateException when no test runs that has registered this extension
     */
    public Deployment deployment() {
        return deployed().deployment();
    }

    /**
     * Starts an execution of a state machine, as a caller with all rights, and waits until it has ended.
     *
     * @param stateMachine its name or ARN
     * @param input JSON text
     * @throws IllegalArgumentException when there is no such state machine, naming those that there are
     */
    public LocalExecution run(String stateMachine, String input) {
        return local().run(stateMachine, input);
    }

    private DeployedAws deployed() {
        DeployedAws deployed = running;
        if (deployed == null) {
            throw new IllegalStateException(
                    registered
                            ? "The local emulator runs while tests run: use it in test methods, @BeforeEach or"
                                    + " @BeforeAll, and annotate its field with @RegisterExtension"
                            : "An extension of @ExtendWith has no field: take a parameter of type LocalAws");
        }
        return deployed;
    }

    /** A class that is nested in one that has a deployment shares it. */
    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        if (!registered) {
            return;
        }
        TestClass outer = classes.peek();
        if (outer == null) {
            running = DeployedAws.start(settings);
            classes.push(new TestClass(context.getUniqueId(), null));
        } else if (current.isEmpty() && isWithin(outer, context)) {
            classes.push(new TestClass(context.getUniqueId(), local().checkpoint()));
        } else {
            throw inUse(outer);
        }
    }

    private static boolean isWithin(TestClass testClass, ExtensionContext context) {
        return context.getUniqueId().startsWith(testClass.id + "/");
    }

    private static IllegalStateException inUse(TestClass testClass) {
        return new IllegalStateException(
                "The extension is in use by " + testClass.id + ": classes that share it, nested"
                        + " ones and those that inherit it, run one after the other, such as by"
                        + " @Execution(ExecutionMode.SAME_THREAD), or have a field each");
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        if (!registered) {
            return;
        }
        TestClass testClass = classes.peek();
        if (testClass == null) {
            running = DeployedAws.start(settings);
            return;
        }
        if (!isWithin(testClass, context)) {
            throw inUse(testClass);
        }
        turn.acquire();
        current = context.getUniqueId();
        if (testClass.beforeTests == null) {
            testClass.beforeTests = local().checkpoint();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LocalAws.class || (registered && type == Deployment.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (registered) {
            return parameter.getParameter().getType() == LocalAws.class ? local() : deployment();
        }
        return store(context).getOrComputeIfAbsent(LocalAws.class, key -> LocalAws.start(), LocalAws.class);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        if (!registered) {
            close(context);
            return;
        }
        TestClass testClass = classes.peek();
        if (testClass == null) {
            stop();
        } else if (current.equals(context.getUniqueId())) {
            try {
                restore(testClass.beforeTests);
            } finally {
                current = "";
                turn.release();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        TestClass testClass = classes.peek();
        if (!registered) {
            close(context);
        } else if (testClass != null && testClass.id.equals(context.getUniqueId())) {
            classes.pop();
            if (classes.isEmpty()) {
                stop();
            } else {
                restore(testClass.begin);
            }
        }
    }

    private static void restore(@Nullable LocalCheckpoint checkpoint) throws InterruptedException {
        if (checkpoint == null) {
            return;
        }
        // A test that ran into its time-out may leave its thread interrupted. The next test needs what was deployed all
        // the same.
        boolean interrupted = Thread.interrupted();
        try {
            checkpoint.restore();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stop() {
        DeployedAws stopped = running;
        running = null;
        if (stopped != null) {
            stopped.close();
        }
    }

    /** Closes the emulator of this context; that of a class, which a test only borrowed, stays. */
    private static void close(ExtensionContext context) {
        @Nullable LocalAws aws = store(context).remove(LocalAws.class, LocalAws.class);
        if (aws != null) {
            aws.close();
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
