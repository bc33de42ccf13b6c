//! The short version of `make simulate`: nothing of what it looks for is there, and a seed always comes to the same trace.

use sesi_tests::simulate::folder;
use sesi_tests::simulate::plan::Weights;
use sesi_tests::simulate::room::Room;
use sesi_tests::simulate::schedule::play;
use sesi_tests::simulate::template::Template;

/// Schedules of the short run.
const SCHEDULES: u64 = 140;

#[test]
fn schedules_of_faults_and_thieves_lose_nothing_and_raise_nobody() {
    let made = folder();
    let template = Template::make(made.path());
    let half = |first: u64| {
        let mut room = Room::new();
        let seeds = (first..SCHEDULES).step_by(2);
        let played = seeds.map(|seed| (seed, play(&template, Weights::ALL, &mut room, seed)));
        played.collect::<Vec<_>>()
    };
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let left = scope.spawn(|| half(0));
        let mut all = half(1);
        all.extend(left.join().expect("a schedule ends"));
        all
    });
    let (mut faults, mut forged, mut confirmed) = (0, 0, 0);
    for (seed, outcome) in &outcomes {
        assert!(
            outcome.faults.is_empty(),
            "seed {seed}: {:?}\n{}",
            outcome.faults,
            outcome.trace
        );
        faults += outcome.device_faults;
        forged += outcome.forged;
        confirmed += outcome.confirmed;
    }
    println!("{SCHEDULES} schedules: {faults} faults, {forged} hostile entries, {confirmed} marks");
    assert!(faults > SCHEDULES / 16 && forged > SCHEDULES / 8 && confirmed > SCHEDULES / 2);
}

/// Also where other schedules were played before, with devices that are open still.
#[test]
fn a_seed_comes_to_the_same_trace_byte_for_byte() {
    let (one, other) = (folder(), folder());
    let traces = [(&one, 1..9), (&other, 20..26)].map(|(made, before)| {
        let template = Template::make(made.path());
        let mut room = Room::new();
        for seed in before {
            play(&template, Weights::ALL, &mut room, seed);
        }
        (1..9)
            .map(|seed| play(&template, Weights::ALL, &mut room, seed).trace)
            .collect::<String>()
    });
    assert!(traces[0].lines().count() > 60);
    assert_eq!(traces[0], traces[1]);
}
