@bad_days
Feature: A bad day costs time, never a game
  As a fan who keeps a season on a laptop
  I want to type the same command again after whatever happened
  So that opening day is complete in the end, with nothing lost and nothing twice

  Background:
    Given an empty warehouse

  Scenario: The API is moody all day long
    Given a simulated league with faults "429=0.1:0.1, 503=0.1, reset=0.1, html=0.1, 404=0.05"
    When I bring in opening day
    Then the run succeeds
    And opening day is complete, with 8 games in the tables

  Scenario: My laptop dies in the middle of the evening
    Given a simulated league with faults "slow=1:1"
    When I begin to bring in opening day, and the power goes when the first question is asked
    And I bring in opening day
    Then the run succeeds
    And opening day is complete, with 8 games in the tables

  Scenario: One game just will not come
    Given a simulated league where game 20240003 always fails
    When I bring in opening day
    Then the run ends with exit code 4
    And it says "game 20240003 failed" and "500"
    And opening day lacks game 20240003 alone, with 7 games in the tables

  Scenario: The database is not there
    Given a simulated league with faults "slow=0.1:0.1"
    And the database does not answer
    When I bring in opening day
    Then the run ends with exit code 4

  Scenario: I type the command again although all is there
    Given a simulated league with faults "slow=0.1:0.1"
    When I bring in opening day
    And I bring in opening day
    Then the run succeeds
    And the API was asked for 8 games in all
