package io.github.emrlaunch.states;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String STATES = "io.github.emrlaunch.states";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(STATES);

    @Test
    void importsTheClassesOfTheModule() {
        assertThat(classes).hasSizeGreaterThan(80);
    }

    @Test
    void packagesRespectTheLayers() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(STATES + "..")
                .layer("json")
                .definedBy(STATES + ".internal.json..")
                .layer("query")
                .definedBy(STATES + ".internal.query..")
                .layer("languages")
                .definedBy(STATES + ".internal.jsonpath..", STATES + ".internal.jsonata..")
                .layer("definition")
                .definedBy(STATES + ".internal.definition..")
                .layer("execution")
                .definedBy(STATES + ".internal.execution..")
                .layer("API")
                .definedBy(STATES)
                .whereLayer("languages")
                .mayOnlyBeAccessedByLayers("definition")
                .whereLayer("definition")
                .mayOnlyBeAccessedByLayers("execution", "API")
                .whereLayer("execution")
                .mayOnlyBeAccessedByLayers("API")
                .check(classes);
    }

    @Test
    void jsonPathAndJsonataDoNotDependOnEachOther() {
        noClasses()
                .that()
                .resideInAPackage(STATES + ".internal.jsonpath..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(STATES + ".internal.jsonata..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(STATES + ".internal.jsonata..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(STATES + ".internal.jsonpath..")
                .check(classes);
    }

    @Test
    void theClockDoesNotDependOnStateMachines() {
        noClasses()
                .that()
                .resideInAPackage(STATES + ".time..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.jspecify..", STATES + ".time..")
                .check(classes);
    }
}
