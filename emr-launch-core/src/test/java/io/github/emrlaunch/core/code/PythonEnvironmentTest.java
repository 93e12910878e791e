package io.github.emrlaunch.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestPip;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * Archives that pip creates from wheels in a folder, without a network. The tests are skipped if the machine has no
 * Python with pip, unless the environment variable CI is set.
 */
class PythonEnvironmentTest {
    private final TestStack test = TestStack.create();
    private final IBucket bucket = Bucket.fromBucketName(test.stack(), "Bucket", "jobs");

    @TempDir
    Path folder;

    private Path wheels;

    @BeforeAll
    static void needsPip() throws InterruptedException {
        TestPip.assumeItIsThere();
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @BeforeEach
    void makeWheels() throws IOException {
        wheels = Files.createDirectory(folder.resolve("wheels"));
        wheel("greet", "1.0", "py3-none-any");
        wheel(
                "greet",
                "2.0",
                "py3-none-any",
                "backport; python_version < \"3.10\"",
                "winonly; sys_platform == \"win32\"");
        wheel("backport", "0.1", "py3-none-any");
        wheel("native", "1.0", "cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64");
        wheel("native", "1.1", "cp39-cp39-manylinux_2_28_x86_64");
        wheel("native", "1.2", "cp39-cp39-manylinux_2_39_x86_64");
        wheel("native", "1.0", "cp39-cp39-manylinux2014_aarch64");
        wheel("native", "0.9", "cp37-cp37m-manylinux1_x86_64");
        wheel("onarm", "1.0", "cp39-cp39-manylinux2014_x86_64", "armonly; platform_machine == \"aarch64\"");
        wheel("onarm", "1.0", "cp39-cp39-manylinux2014_aarch64", "armonly; platform_machine == \"aarch64\"");
        wheel("armonly", "1.0", "py3-none-any");
        wheel("winonly", "1.0", "py3-none-any");
    }

    /** Creates a wheel with a module that contains its version, and a script. */
    private void wheel(String name, String version, String tags, String... requires) throws IOException {
        String info = "%s-%s.dist-info/".formatted(name, version);
        String[] parts = tags.split("-", -1);
        StringBuilder metadata =
                new StringBuilder("Metadata-Version: 2.1\nName: %s\nVersion: %s\n".formatted(name, version));
        for (String requirement : requires) {
            metadata.append("Requires-Dist: ").append(requirement).append('\n');
        }
        StringBuilder wheel = new StringBuilder("Wheel-Version: 1.0\nRoot-Is-Purelib: true\n");
        for (String platform : parts[2].split("\\.", -1)) {
            wheel.append("Tag: %s-%s-%s%n".formatted(parts[0], parts[1], platform));
        }
        Map<String, String> files = new TreeMap<>(Map.of(
                name + "/__init__.py",
                "VERSION = '%s'\nTAGS = '%s'\n".formatted(version, tags),
                info + "METADATA",
                metadata.toString(),
                info + "WHEEL",
                wheel.toString(),
                info + "entry_points.txt",
                "[console_scripts]\n%s = %s:main\n".formatted(name, name)));
        files.put(info + "RECORD", String.join(",,\n", files.keySet()) + ",,\n" + info + "RECORD,,\n");
        try (OutputStream file = Files.newOutputStream(wheels.resolve("%s-%s-%s.whl".formatted(name, version, tags)));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Map.Entry<String, String> entry : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private PythonEnvironment environment(String release, String requirements) throws IOException {
        Path file = Files.writeString(folder.resolve("requirements.txt"), requirements);
        return PythonEnvironment.fromRequirements(file.toString(), release, bucket, "etl/python")
                .withPipOptions("--no-index", "--find-links=" + wheels)
                .withCache(folder.resolve("cache").toString());
    }

    private Path archive(PythonEnvironment environment) throws IOException {
        return folder(environment).resolve("environment.zip");
    }

    private static Path folder(PythonEnvironment environment) {
        CodeFolder files = environment.code().folder();
        assertThat(files).isNotNull();
        return files.folder();
    }

    private static List<String> packages(PythonEnvironment environment) throws IOException {
        return Files.readAllLines(folder(environment).resolve("resolved.txt"));
    }

    private static String text(Path archive, String name) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile());
                InputStream content = zip.getInputStream(zip.getEntry(name))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Spark extracts the archive, and Python imports from it. */
    @Test
    void pythonImportsWhatIsInTheArchive() throws IOException, InterruptedException {
        PythonEnvironment environment = environment("emr-7.12.0", "greet==2.0\n");
        Path unpacked = folder.resolve("environment");

        run("-m", "zipfile", "-e", archive(environment).toString(), unpacked.toString());

        assertThat(run(
                        "-c",
                        "import sys; sys.path.insert(0, sys.argv[1]); import greet; print(greet.VERSION)",
                        unpacked.toString()))
                .isEqualTo("2.0");
        assertThat(run(
                        "-c",
                        "import sys; sys.path.insert(0, sys.argv[1]); import importlib.metadata as m; print(m.version('greet'))",
                        unpacked.toString()))
                .isEqualTo("2.0");
    }

    /** pip would evaluate markers for the Python version that runs it: https://github.com/pypa/pip/issues/11664 */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            emr-7.12.0      |      | X86_64 | greet==2.0, onarm==1.0                   | backport==0.1 greet==2.0 onarm==1.0
            emr-7.12.0      | 3.11 | X86_64 | greet==2.0                               | greet==2.0
            emr-7.12.0      | 3.9  | ARM_64 | onarm==1.0                               | armonly==1.0 onarm==1.0
            emr-spark-8.0.0 |      | X86_64 | greet==2.0                               | greet==2.0
            emr-6.15.0      |      | X86_64 | greet==2.0, native==0.9                  | backport==0.1 greet==2.0 native==0.9
            emr-7.12.0      |      | X86_64 | greet==2.0 ; python_version < '3.8', backport==0.1 ; python_version >= "3.9" | backport==0.1
            emr-7.12.0      |      | X86_64 | winonly==1.0 ; sys_platform == 'win32', greet >= 1.0 , < 2.0                | greet==1.0
            """)
    void evaluatesMarkersForTargetPythonAndArchitecture(
            String release, String version, InstanceArchitecture architecture, String requirements, String packages)
            throws IOException {
        PythonEnvironment environment = environment(release, requirements.replaceAll("(?<=\\S), ", "\n"))
                .withArchitecture(architecture);

        assertThat(packages(version == null ? environment : environment.withPythonVersion(version)))
                .containsExactly(packages.split(" ", -1));
    }

    /** Amazon Linux 2023 has glibc 2.34, Amazon Linux 2 has 2.26. */
    @Test
    void selectsNewestWheelThatRunsOnRelease() throws IOException {
        PythonEnvironment onX86 = environment("emr-7.12.0", "native\n");

        assertThat(packages(onX86)).containsExactly("native==1.1");
        assertThat(text(archive(onX86), "native/__init__.py")).contains("manylinux_2_28_x86_64");
        assertThat(text(archive(onX86.withArchitecture(InstanceArchitecture.ARM_64)), "native/__init__.py"))
                .contains("aarch64");
        assertThat(packages(environment("emr-6.15.0", "native\n"))).containsExactly("native==0.9");
    }

    @Test
    void reportsRequirementsWithoutAWheel() throws IOException {
        PythonEnvironment environment = environment("emr-7.12.0", "greet==1.0\nnative==1.2\n");

        assertThatThrownBy(environment::code)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "'%s': there is no wheel for Python 3.9 on x86_64 of: native==1.2. Choose a version that has one, or build one",
                        folder.resolve("requirements.txt"))
                .hasMessageContaining("ERROR:");
        assertThatThrownBy(environment("emr-7.12.0", "greet==1.0\ngreet==2.0\n")::code)
                .hasMessageContaining("pip could not install it. Output of pip:");
    }

    /** pip builds source projects on the machine that runs it. */
    @Test
    void targetAcceptsOnlyWheelTagsThatRunOnCluster() {
        PythonTarget target = PythonTarget.of("emr-7.12.0", null, InstanceArchitecture.X86_64);

        assertThat(List.of(
                        "py3-none-any",
                        "cp39-cp39-manylinux_2_17_x86_64",
                        "cp37-abi3-manylinux2014_x86_64",
                        "cp39-cp39-manylinux1_x86_64",
                        "py3-none-manylinux_2_34_x86_64"))
                .allMatch(target::runs);
        assertThat(List.of(
                        "cp311-cp311-linux_x86_64",
                        "cp39-cp39-macosx_11_0_arm64",
                        "cp39-cp39-manylinux_2_35_x86_64",
                        "cp39-cp39-manylinux2014_aarch64"))
                .noneMatch(target::runs);
    }

    @Test
    void supportsHashesIncludesCommentsAndConstraints() throws IOException {
        Path greet = wheels.resolve("greet-1.0-py3-none-any.whl");
        Files.createDirectory(folder.resolve("more"));
        Files.writeString(folder.resolve("more/base.txt"), "# the base\n-c limits.txt\ngreet\n");
        Files.writeString(folder.resolve("more/limits.txt"), "greet<2\n");

        assertThat(packages(environment("emr-7.12.0", "-r more/base.txt # and more\n")))
                .containsExactly("greet==1.0");
        assertThat(packages(environment(
                        "emr-7.12.0",
                        "greet==1.0 \\\n    --hash=sha256:%s\n".formatted(RequirementsFile.digest(greet)))))
                .containsExactly("greet==1.0");
        assertThatThrownBy(environment("emr-7.12.0", "greet==1.0 --hash=sha256:%s\n".formatted("0".repeat(64)))::code)
                .hasMessageContaining("DO NOT MATCH THE HASHES");
    }

    /** Some files that pip writes contain names of this machine, and some differ from day to day. */
    @Test
    void archiveIsReproducible() throws IOException {
        PythonEnvironment environment = environment("emr-7.12.0", "greet==2.0\n");
        PythonEnvironment again = environment.withCache(folder.resolve("other").toString());

        assertThat(archive(again)).isNotEqualTo(archive(environment)).hasSameBinaryContentAs(archive(environment));
        assertThat(again.archive())
                .isEqualTo(environment.archive())
                .matches("s3://jobs/etl/python/[0-9a-f]{16}/environment\\.zip#environment");
        try (ZipFile zip = new ZipFile(archive(environment).toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly(
                            "backport-0.1.dist-info/METADATA",
                            "backport-0.1.dist-info/RECORD",
                            "backport-0.1.dist-info/WHEEL",
                            "backport-0.1.dist-info/entry_points.txt",
                            "backport/__init__.py",
                            "greet-2.0.dist-info/METADATA",
                            "greet-2.0.dist-info/RECORD",
                            "greet-2.0.dist-info/WHEEL",
                            "greet-2.0.dist-info/entry_points.txt",
                            "greet/__init__.py");
        }
        assertThat(text(archive(environment), "greet-2.0.dist-info/RECORD")).doesNotContain("bin/greet", "INSTALLER");
    }

    @Test
    void reusesCachedArchiveUntilRequirementsOrWheelsChange() throws IOException {
        Path kept = archive(environment("emr-7.12.0", "greet==1.0\n"));
        // pip would write a different one.
        Files.writeString(kept, "kept");

        assertThat(archive(environment("emr-7.12.0", "greet==1.0\n")))
                .isEqualTo(kept)
                .hasContent("kept");
        assertThat(archive(environment("emr-7.12.0", "greet==2.0\n"))).isNotEqualTo(kept);
        wheel("greet", "1.0", "py3-none-any", "armonly");
        assertThat(packages(environment("emr-7.12.0", "greet==1.0\n"))).containsExactly("armonly==1.0", "greet==1.0");
    }

    /** The content of a local wheel or constraints file matters. */
    @Test
    void rebuildsArchiveWhenReferencedFileChanges() throws IOException {
        Path greet = wheels.resolve("greet-1.0-py3-none-any.whl");
        Path limits = Files.writeString(folder.resolve("limits.txt"), "armonly==1.0\n");
        List<String> options = List.of("--no-index", "--constraint=" + limits);
        String before =
                environment("emr-7.12.0", greet + "\n").withPipOptions(options).archive();

        wheel("greet", "1.0", "py3-none-any", "winonly ; sys_platform == 'win32'");
        assertThat(environment("emr-7.12.0", greet + "\n")
                        .withPipOptions(options)
                        .archive())
                .isNotEqualTo(before);
        Files.writeString(limits, "greet==2.0\n");
        assertThatThrownBy(environment("emr-7.12.0", greet + "\n").withPipOptions(options)::code)
                .hasMessageContaining("pip could not install it");
    }

    /** Creates a project that builds without a network. Its module contains a text. */
    private Path project(String text, String tag) throws IOException {
        Path project = Files.createDirectories(folder.resolve("libs/common"));
        Files.writeString(project.resolve("common.py"), "TEXT = '%s'%n".formatted(text));
        Files.writeString(
                project.resolve("pyproject.toml"),
                "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n");
        Files.writeString(project.resolve("backend.py"), """
                import os, zipfile
                def build_wheel(folder, settings=None, metadata=None):
                    name = "common-1.0-TAG.whl"
                    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
                        wheel.write("common.py")
                        wheel.writestr("common-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: common\\nVersion: 1.0\\n")
                        wheel.writestr("common-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: TAG\\n")
                        wheel.writestr("common-1.0.dist-info/RECORD", "")
                    return name
                """.replace("TAG", tag));
        return project;
    }

    /** Content outside the requirements files can change. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "common @ file://%s", "common@file://%s"})
    void rebuildsArchiveWhenLocalProjectChanges(String line) throws IOException {
        String requirements = line.formatted(project("old", "py3-none-any")) + "\n";
        PythonEnvironment before = environment("emr-7.12.0", requirements);
        String archive = before.archive();
        PythonEnvironment same = environment("emr-7.12.0", requirements);

        assertThat(same.archive()).isEqualTo(archive);
        project("new", "py3-none-any");
        PythonEnvironment after = environment("emr-7.12.0", requirements);
        assertThat(text(archive(after), "common.py")).contains("new");
        assertThat(after.archive()).isNotEqualTo(archive);
        assertThat(text(archive(before), "common.py")).contains("old");
    }

    @Test
    void rebuildsArchiveWhenFindLinksFolderChanges() throws IOException {
        String requirements = "--find-links=wheels\n-f 'more wheels'\ngreet==1.0\n";
        List<String> options = List.of("--no-index");
        Files.createDirectory(folder.resolve("more wheels"));
        String before =
                environment("emr-7.12.0", requirements).withPipOptions(options).archive();

        wheel("greet", "1.0", "py3-none-any", "winonly ; sys_platform == 'win32'");
        assertThat(environment("emr-7.12.0", requirements)
                        .withPipOptions(options)
                        .archive())
                .isNotEqualTo(before);
    }

    /** An editable project is not copied, and a wheel for this machine does not run elsewhere. */
    @Test
    void rejectsEditableNoBinaryAndLocallyBuiltPackages() throws IOException {
        for (String line : List.of("-e %s", "--editable=%s", "--editable \"%s\"", "--no-binary=greet\n#%s")) {
            PythonEnvironment environment =
                    environment("emr-7.12.0", line.formatted(project("x", "py3-none-any")) + "\n");
            assertThatThrownBy(environment::code)
                    .as(line)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the archive has wheels only, got: '-");
        }
        for (String tag :
                List.of("cp39-cp39-linux_x86_64", "py3-none-linux_x86_64", "cp39-abi3-manylinux2014_x86_64")) {
            assertThatThrownBy(environment("emr-7.12.0", project("x", tag) + "\n")::code)
                    .as(tag)
                    .hasMessageContaining("common==1.0 was built on this machine, as %s, and does not run", tag);
        }
    }

    @Test
    void concurrentSynthsCreateOneArchive() throws IOException {
        List<CompletableFuture<String>> synths = new ArrayList<>();
        Path requirements = Files.writeString(folder.resolve("requirements.txt"), "greet==1.0\n");
        RequirementsFile file = new RequirementsFile(requirements, List.of());
        PythonTarget target = PythonTarget.of("emr-7.12.0", null, InstanceArchitecture.X86_64);
        List<String> options = List.of("--no-index", "--find-links=" + wheels);
        for (int i = 0; i < 3; i++) {
            synths.add(
                    CompletableFuture.supplyAsync(() -> PythonArchive.of(file, target, options, folder.resolve("cache"))
                            .toString()));
        }

        assertThat(synths.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    /** Modules in the app's working directory must not affect pip. */
    @Test
    void pipIgnoresModulesInWorkingDirectory() throws IOException {
        Path module = Path.of("base64.py");
        try {
            Files.writeString(module, "raise Exception('of the app')\n");
            assertThat(packages(environment("emr-7.12.0", "greet==1.0\n"))).containsExactly("greet==1.0");
        } finally {
            Files.delete(module);
        }
    }

    @Test
    void doesNotShowCredentialsOfUrls() throws IOException {
        List<String> lines = List.of(
                "git+https://TOKEN@localhost:1/r.git@v1",
                "foo@git+https://TOKEN@localhost:1/r.git@main",
                "bar @ git+ssh://git:TOKEN@localhost:1/r.git?TOKEN#TOKEN");
        RequirementsFile file = new RequirementsFile(
                Files.writeString(folder.resolve("secret.txt"), String.join("\n", lines)), List.of());

        assertThat(file.unpinned()).containsExactly("git+https://…@localhost:1/r.git@v1", "foo", "bar");
        for (String line : List.of(lines.get(0), lines.get(1), "greet @ https://u:TOKEN@localhost:1/x.whl?TOKEN")) {
            assertThatThrownBy(environment("emr-7.12.0", line + "\n")::code)
                    .message()
                    .doesNotContain("TOKEN");
        }
        PythonEnvironment environment = environment("emr-7.12.0", "greet==1.0\n");
        assertThatThrownBy(() -> environment.withPipOptions("--index-url", "https://u:TOKEN@h/simple"))
                .message()
                .contains("https://…@h/simple")
                .doesNotContain("TOKEN");
    }

    /** Lines that pip treats as equal. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            numpy                                           | numpy
            numpy==1.26.4                                   |
            numpy===1.26.4 ; python_version > '3'           |
            numpy[extra]==1.*                               | numpy[extra]==1.*
            numpy,-c limits.txt                             |
            Num_Py,-c 'more limits.txt'                     |
            pandas,-c limits.txt                            | pandas
            x @ https://h/x-1-py3-none-any.whl#sha256=ab    |
            git+https://h/r.git@0123456789012345678901234567890123456789 |
            x@git+https://h/r.git@v1                        | x
            ./libs/common                                   |
            """)
    void findsUnpinnedVersions(String requirements, String unpinned) throws IOException {
        Files.writeString(folder.resolve("limits.txt"), "numpy==1.26.4\nscipy<2\n");
        Files.writeString(folder.resolve("more limits.txt"), "num-py==1.26.4\n");
        Path file = Files.writeString(folder.resolve("pins.txt"), requirements.replace(",", "\n"));

        assertThat(new RequirementsFile(file, List.of()).unpinned())
                .isEqualTo(unpinned == null ? List.of() : List.of(unpinned));
    }

    @Test
    void includesFilesWithSpaces() throws IOException {
        Files.writeString(folder.resolve("my file.txt"), "greet==1.0\n");
        PythonEnvironment before = environment("emr-7.12.0", "-r \"my file.txt\"\n");
        assertThat(packages(before)).containsExactly("greet==1.0");
        Files.writeString(folder.resolve("my file.txt"), "armonly==1.0\n");
        assertThat(packages(environment("emr-7.12.0", "-r \"my file.txt\"\n"))).containsExactly("armonly==1.0");
    }

    @Test
    void supportsSparkSubmitStepsAndServerlessJobs() throws IOException {
        String requirements =
                Files.writeString(folder.resolve("base.txt"), "greet==1.0\n").toString();
        EmrCode code = EmrCode.fromBucket(bucket, "etl/code");
        PythonEnvironment environment = PythonEnvironment.fromRequirements(
                        requirements, "emr-7.12.0", bucket, "etl/python")
                .withArchitecture(InstanceArchitecture.ARM_64)
                .withPipOptions("--no-index", "--find-links=" + wheels)
                .withCache(folder.resolve("cache").toString());
        EmrStep step =
                SparkSubmit.python(code, "job.py").environment(environment).toStep("Job");
        SparkJob job = SparkJob.of(code, "job.py").withEnvironment(environment);

        assertThat(step.arguments()).contains("--archives", environment.archive());
        ServerlessJobFunction.Builder.create(test.stack(), "Function")
                .jobFunctionName("job")
                .application(ServerlessApplication.Builder.create(test.stack(), "Application")
                        .applicationName("spark")
                        .releaseLabel("emr-7.12.0")
                        .architecture(InstanceArchitecture.ARM_64)
                        .build())
                .jobRole(ServerlessJobRole.Builder.create(test.stack(), "JobRole")
                        .build())
                .job(job)
                .build();
        assertThat(test.properties("AWS::StepFunctions::StateMachine"))
                .singleElement()
                .asString()
                .contains("spark.archives=" + environment.archive());
    }

    @Test
    void warnsAboutUnpinnedVersions() throws IOException {
        environment(
                        "emr-7.12.0",
                        "greet # any\nnative>=1.0\narmonly == 1.0 ; python_version > '3'\nbackport==0.*\n%s\n"
                                .formatted(wheels.resolve("winonly-1.0-py3-none-any.whl")))
                .code();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "*",
                        Match.stringLikeRegexp(
                                ".*has unpinned versions, which depend on the day on which pip runs: greet, native>=1.0, backport==0\\.\\*\\. .*"));
    }

    @Test
    void setsPythonPathOfDriverAndExecutors() throws IOException {
        PythonEnvironment environment = environment("emr-7.12.0", "greet==1.0\n");

        assertThat(environment.settings("spark.yarn.appMasterEnv."))
                .isEqualTo(Map.of(
                        "spark.executorEnv.PYTHONPATH", "./environment",
                        "spark.yarn.appMasterEnv.PYTHONPATH", "./environment"));
        assertThat(environment.withPythonVersion("3.9").settings("spark.x.")).hasSize(2);
        assertThat(environment.withPythonVersion("3.11").settings("spark.x."))
                .containsEntry("spark.executorEnv.PYSPARK_PYTHON", "/usr/bin/python3.11")
                .containsEntry("spark.x.PYSPARK_PYTHON", "/usr/bin/python3.11");
    }

    /** https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-release-app-versions-7.x.html and those of 5.x, 6.x and emr-spark-8.0.0 */
    @ParameterizedTest
    @CsvSource({
        "emr-5.36.2, 3.7", "emr-6.15.0, 3.7", "emr-7.0.0, 3.9", "emr-7.12.0, 3.9",
        "emr-spark-8.0.0, 3.11", "emr-spark-8.0-preview, 3.9", "emr-spark-8.0.0-preview, 3.9", "emr-spark-8.1.0, 3.11"
    })
    void determinesPythonVersionOfRelease(String release, String version) {
        assertThat(PythonTarget.of(release, null, InstanceArchitecture.X86_64).version())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emr-5.20.0", "emr-9.0.0", "7.12.0"})
    void rejectsUnknownReleaseWithoutPythonVersion(String release) throws IOException {
        PythonEnvironment environment = environment(release, "greet==1.0\n");

        assertThatThrownBy(environment::code)
                .hasMessage("The Python of '%s' is not known here: set it with withPythonVersion", release);
        assertThat(PythonTarget.of(release, "3.12", InstanceArchitecture.X86_64).isDefault())
                .isFalse();
    }

    @Test
    void rejectsInvalidPythonVersionPipOptionsAndMissingFile() throws IOException {
        PythonEnvironment environment = environment("emr-7.12.0", "greet==1.0\n");

        assertThatThrownBy(() -> environment.withPythonVersion("3").code())
                .hasMessage("'pythonVersion' must be a version of Python 3 such as 3.11, got: '3'");
        for (String option : List.of(
                "--target=x",
                "-rother.txt",
                "--platform=any",
                "wheels",
                "--python-version=3.11",
                "-e",
                "-e./lib",
                "--editable=./lib",
                "--dry-run",
                "--no-binary=:all:",
                "--python=python3.9",
                "--help",
                "-V")) {
            assertThatThrownBy(() -> environment.withPipOptions(option))
                    .as(option)
                    .hasMessageStartingWith("'pipOptions' must be options of pip with their values");
        }
        assertThatThrownBy(() -> PythonEnvironment.fromRequirements("none.txt", "emr-7.12.0", bucket, "x")
                        .code())
                .hasMessageStartingWith("'requirementsFile' does not exist: ");
    }
}
