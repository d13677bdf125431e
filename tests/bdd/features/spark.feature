@spark
Feature: The same rows on a cluster, and out of the warehouse
  As a data engineer whose warehouse outgrows one machine
  I want the same command to run on Spark and to bring a lake up to date
  So that I need not trust a second implementation

  Background:
    Given an empty warehouse
    And the answers recorded from the API

  Scenario: A game that Spark has transformed is up to date for the local engine
    Given I have ingested game 744914
    When I run "transform game --engine spark --master local[2]"
    Then the run succeeds
    And every batting, pitching and fielding line of game 744914 is the official one
    When I transform the games anew on one machine
    Then the transform wrote 0 rows

  Scenario: A lake is brought up to date with what was loaded, and again it is left alone
    Given I have ingested game 744914
    When I transform the games and export them to a lake
    Then the run succeeds
    And it says "exported to"
    When I export the games to the lake
    Then the lake got no new version

  Scenario: A stream needs Spark, and says so
    When I run "transform game --mode streaming"
    Then the run ends with exit code 2
    And it says "wanted --engine spark"
