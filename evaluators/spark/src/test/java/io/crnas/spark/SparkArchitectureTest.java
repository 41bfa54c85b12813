package io.crnas.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The plug-in stands beside the other evaluators, on the spaces and the framework alone. */
class SparkArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.crnas.spark");

  @Test
  void itKnowsSpacesAndFrameworkAndOfTheOthersNothing() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.crnas.spark..",
            "io.crnas.spaces..",
            "io.crnas.framework..",
            "org.apache.spark..",
            "io.netty..",
            "scala..",
            "org.jspecify..",
            "java..")
        .check(CLASSES);
  }
}
