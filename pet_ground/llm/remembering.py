"""A model that is asked nothing twice, and one that only knows what was asked before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pet_ground.errors import ItemDropped, ServiceError
from pet_ground.llm.account import Account
from pet_ground.llm.answers import unusable
from pet_ground.llm.model import Model, NoReply, Question, Reply
from pet_ground.llm.store import AnswerStore, answer_key


class Remembering:
    """Asks a model what is not in the store, and books what that costs.

    The store is read and written in threads: on a cluster's file system that takes longer than a server likes to wait.
    Why there is no reply is kept in the store too, for those who only read it; the next run asks again. Two equal
    questions at the same time are both asked: reports rarely repeat a sentence with its neighbours.

    Args:
        model: the model.
        identity: what decides its replies besides the question.
        store: the replies of earlier runs, or None to remember nothing.
        account: the account of the model.
    """

    def __init__(self, model: Model, identity: Mapping[str, Any], store: AnswerStore | None, account: Account) -> None:
        self._model = model
        self._identity = identity
        self._store = store
        self._account = account

    async def reply(self, question: Question) -> Reply:
        """The reply, from the store or from the model.

        Raises:
            ServiceError, ItemDropped: as the model does.
        """
        key = answer_key(self._identity, question)
        known = None if self._store is None else await asyncio.to_thread(self._store.get, key)
        if isinstance(known, Reply):
            self._account.remembered += 1
            return known
        self._account.asks()
        try:
            reply = await self._model.reply(question)
        except ServiceError as exc:
            self._account.failed += 1
            await self._put(key, NoReply(str(exc)))
            raise
        except ItemDropped as exc:
            self._account.refused += 1
            await self._put(key, NoReply(exc.detail, refused=True))
            raise
        self._account.books(reply)
        await self._put(key, reply)
        return reply

    async def _put(self, key: str, entry: Reply | NoReply) -> None:
        if self._store is not None:
            await asyncio.to_thread(self._store.put, key, entry)


class Recalling:
    """Replies from the store alone: what the workers of a build use, so that only one process asks the servers."""

    def __init__(self, identity: Mapping[str, Any], store: AnswerStore) -> None:
        self._identity = identity
        self._store = store

    async def reply(self, question: Question) -> Reply:
        """The reply of an earlier question.

        Raises:
            ServiceError: it was not asked, or not answered; the fault says why.
            ItemDropped: ``unusable_answer``, the service refused the question.
        """
        known = self._store.get(answer_key(self._identity, question))
        if isinstance(known, Reply):
            return known
        if known is None:
            raise ServiceError("the model was not asked")
        raise unusable(known.fault) if known.refused else ServiceError(known.fault)
