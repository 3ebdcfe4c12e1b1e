//! The server of the tests.

use tessera::{
    Call, Cap, Kernel, Never, Refusal, Server, Stop,
    lease::{Lent, LentMut},
};

use crate::stubs::authority::{
    Level, Line, RegionView, Why,
    disk::{self, CopyReply, GetReply, LinesReply, PutReply},
    door::{self, BackReply, EnterReply, FetchReply, PairReply},
    memory::{self, Memory},
    server::{
        BackCall, DiskServer, DoorServer, EnterCall, LeaveCall, PairCall, SESSION_POOL, SayCall, SessionLeaveCall,
        SessionServer, WriteCall,
    },
    session::{self, SayReply, Session, WriteReply},
};

/// The handler.
#[derive(Debug)]
pub(crate) struct Board<K: Kernel> {
    text: String,
    /// What each session said: how often it may, and how often it did. None for one that nobody has.
    sessions: [Option<(u32, u32)>; SESSION_POOL.size as usize],
    region: Option<Cap<K, Memory, memory::Rights<memory::Read>>>,
}

impl<K: Kernel> Board<K> {
    pub(crate) const fn new() -> Self {
        Self { text: String::new(), sessions: [None; _], region: None }
    }

    fn open(&mut self, session: u16, times: u32) {
        let before = self.sessions[usize::from(session)].replace((times, 0));
        assert_eq!(before, None, "a session begins when its number is free");
    }
}

impl<K: Server> DoorServer<K> for Board<K> {
    fn enter(&mut self, call: &mut EnterCall<'_, K>, times: u32) -> Result<EnterReply<K>, Stop<Why>> {
        let (number, session) = call.hand_out_session()?;
        match times {
            // What was opened for an answer that fails is closed again.
            0 => Err(Why::Broken.into()),
            1 => Err(Stop::Refused(Refusal::Gone)),
            _ => {
                self.open(number, times);
                Ok(EnterReply { session })
            }
        }
    }

    fn pair(&mut self, call: &mut PairCall<'_, K>, both: bool, name: &[u8]) -> Result<PairReply<K>, Stop<Why>> {
        let (number, one) = call.hand_out_session()?;
        let other = both.then(|| call.hand_out_session()).transpose()?;
        self.open(number, name.len() as u32);
        let other = other.map(|(number, other)| {
            self.open(number, 100);
            other
        });
        Ok(PairReply { one, other })
    }

    fn back(
        &mut self,
        call: &mut BackCall<'_, K>,
        session: Cap<K, Session, session::AllRights>,
    ) -> Result<BackReply<K>, Stop<Never>> {
        let subject = call.own(&session).map(|caller| caller.connection.subject);
        assert!(K::FACTS.own || subject.is_none());
        Ok(BackReply { subject, session })
    }

    fn leave(&mut self, call: &mut LeaveCall<'_, K>, region: RegionView<'_>) -> Result<(), Stop<Never>> {
        assert_eq!(region.size(), 4096);
        self.region = Some(call.claim(region.memory())?);
        Ok(())
    }

    fn fetch(&mut self, _: &mut Call<K, door::Fetch>) -> Result<FetchReply<K>, Stop<Never>> {
        self.region.take().map(|memory| FetchReply { memory }).ok_or(Stop::Refused(Refusal::Gone))
    }
}

impl<K: Server> SessionServer<K> for Board<K> {
    fn say(&mut self, call: &mut SayCall<'_, K>, text: &str) -> Result<SayReply, Stop<Why>> {
        let session = call.session();
        assert_eq!(call.caller().connection.subject, 0, "it is for whom it was opened");
        let Some((most, times)) = &mut self.sessions[usize::from(session)] else { panic!("{session} is over") };
        *times += 1;
        if text.is_empty() || *times > *most { Err(Why::Full.into()) } else { Ok(SayReply { session, times: *times }) }
    }

    fn write(&mut self, call: &mut WriteCall<'_, K>, data: &[u8]) -> Result<WriteReply, Stop<Never>> {
        Ok(WriteReply { session: call.session(), sum: sum(data) })
    }

    fn leave(&mut self, call: &mut SessionLeaveCall<'_, K>, late: bool) {
        assert!(late);
        self.sessions[usize::from(call.session())] = Some((0, 0));
    }

    fn closed(&mut self, session: u16) {
        assert!(self.sessions[usize::from(session)].take().is_some(), "a session ends once");
    }
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(*byte)).sum()
}

impl<K: Server> DiskServer<K> for Board<K> {
    fn put(&mut self, call: &mut Call<K, disk::Put>, at: u64, data: &[u8]) -> Result<PutReply, Stop<Why>> {
        assert_eq!(call.caller().connection.subject, 0);
        match at {
            1 => Err(Why::Broken.into()),
            2 => Err(Stop::Refused(Refusal::Busy)),
            _ => Ok(PutReply { seen: data.len() as u32, sum: sum(data) }),
        }
    }

    fn get(&mut self, _: &mut Call<K, disk::Get>, data: &mut [u8], with: u8) -> Result<GetReply, Stop<Why>> {
        // What an earlier request left in this memory is not seen.
        let left = sum(data);
        for byte in data.iter_mut().skip(1) {
            *byte = with;
        }
        match with {
            1 => Err(Why::Broken.into()),
            2 => Err(Stop::Refused(Refusal::Busy)),
            _ => Ok(GetReply { left }),
        }
    }

    fn turn(&mut self, _: &mut Call<K, disk::Turn>, data: &mut [u8]) -> Result<(), Stop<Why>> {
        data.reverse();
        if data.is_empty() { Err(Why::Full.into()) } else { Ok(()) }
    }

    fn copy(
        &mut self,
        _: &mut Call<K, disk::CopyMethod>,
        from: &[u8],
        times: u8,
        to: &mut [u8],
        both: &mut [u8],
    ) -> Result<CopyReply<'_>, Stop<Never>> {
        for (to, from) in to.iter_mut().zip(from.iter().cycle().take(from.len() * usize::from(times))) {
            *to = *from;
        }
        for byte in both.iter_mut() {
            *byte = byte.wrapping_add(times);
        }
        self.text = format!("{} {} {}", from.len(), to.len(), both.len());
        Ok(CopyReply { text: &self.text })
    }

    fn lines(
        &mut self,
        _: &mut Call<K, disk::Lines>,
        all: Lent<'_, Line>,
        levels: &mut LentMut<'_, Level>,
        numbers: &mut LentMut<'_, u32>,
    ) -> Result<LinesReply, Stop<Never>> {
        for (index, line) in all.iter().enumerate() {
            let _ = levels.set(index, &line.level);
        }
        for index in 0..numbers.len() {
            let number = numbers.get(index).unwrap_or_default();
            let _ = numbers.set(index, &(number + all.len() as u32));
        }
        Ok(LinesReply { sum: all.iter().map(|line| line.at).sum() })
    }
}
