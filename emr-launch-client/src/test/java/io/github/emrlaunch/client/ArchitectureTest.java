package io.github.emrlaunch.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.emrlaunch.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsItsParser = noClasses()
            .that()
            .resideOutsideOfPackage("..client.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "..client.cli..")
            .because("programs that use the Java API don't get it");

    @ArchTest
    static final ArchRule internalsKnowNothingOfWhatIsBuiltOnThem = noClasses()
            .that()
            .resideInAPackage("..client.internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.emrlaunch.client", "..client.cli..");

    @ArchTest
    static final ArchRule nothingKnowsTheCdkOrTheConstructs = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "software.amazon.awscdk..",
                    "software.constructs..",
                    "io.github.emrlaunch.core..",
                    "io.github.emrlaunch.local..");

    @ArchTest
    static void importsTheClassesOfTheModule(JavaClasses classes) {
        assertThat(classes.contain("io.github.emrlaunch.client.cli.EmrLaunch")).isTrue();
        assertThat(classes).hasSizeGreaterThan(30);
    }
}
